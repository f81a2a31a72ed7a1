package io.sluice.bench.load;

/** What signs a tenant's requests. */
public record Keys(String accessKey, String secretKey, String region) {
    @Override
    public String toString() {
        return "Keys[" + accessKey + ", " + region + "]";
    }
}
