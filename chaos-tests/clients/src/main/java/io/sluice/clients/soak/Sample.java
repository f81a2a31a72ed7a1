package io.sluice.clients.soak;

/**
 * What a server took at one moment.
 *
 * @param seconds since the run began
 * @param heap bytes that its virtual machine uses of its heap, garbage included
 * @param resident bytes of memory that the system gave it
 * @param files in the data directory, objects included
 * @param disk bytes of them without objects
 * @param objects bytes of the object store
 * @param memtable bytes of bodies in memory
 */
record Sample(
        double seconds, double heap, double resident, double files, double disk, double objects, double memtable) {
    private static final double MIB = 1 << 20;

    /** What must not grow. */
    enum Measure {
        // Between two collections the heap only fills: what is left after one is what matters.
        HEAP("heap, least of a window", "MiB", true),
        RESIDENT("resident memory", "MiB", false),
        FILES("files", "", false),
        DISK("disk", "MiB", false),
        OBJECTS("object store", "MiB", false);

        final String title;
        final String unit;
        /** Whether the least of a window counts, not the mean. */
        final boolean least;

        Measure(String title, String unit, boolean least) {
            this.title = title;
            this.unit = unit;
            this.least = least;
        }

        double of(Sample sample) {
            return switch (this) {
                case HEAP -> sample.heap() / MIB;
                case RESIDENT -> sample.resident() / MIB;
                case FILES -> sample.files();
                case DISK -> sample.disk() / MIB;
                case OBJECTS -> sample.objects() / MIB;
            };
        }
    }
}
