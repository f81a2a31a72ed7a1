package io.sluice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The sum over Surefire's reports in all modules of the tree. */
record TestTotals(long run, long failed, long skipped) {
    private static final int MODULE_DEPTH = 5;

    static TestTotals ofReportsUnder(Path root) {
        return reports(root).stream()
                .map(TestTotals::ofReport)
                .reduce(
                        new TestTotals(0, 0, 0),
                        (a, b) -> new TestTotals(a.run + b.run, a.failed + b.failed, a.skipped + b.skipped));
    }

    /** So that no report of an earlier run is counted. */
    static void forgetReportsUnder(Path root) {
        for (Path report : reports(root)) {
            try {
                Files.delete(report);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    /** The line that programs look for; it stands alone. */
    String line() {
        return (run - failed - skipped) + " passed, " + failed + " failed, " + skipped + " skipped";
    }

    private static List<Path> reports(Path root) {
        try (Stream<Path> files = Files.find(root, MODULE_DEPTH, (path, attributes) -> isReport(path))) {
            return files.toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static boolean isReport(Path path) {
        Path folder = path.getParent();
        String name = path.getFileName().toString();
        return folder != null
                && folder.endsWith(Path.of("target", "surefire-reports"))
                && name.startsWith("TEST-")
                && name.endsWith(".xml");
    }

    private static TestTotals ofReport(Path report) {
        try (InputStream in = Files.newInputStream(report)) {
            XMLInputFactory xml = XMLInputFactory.newDefaultFactory();
            xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            XMLStreamReader reader = xml.createXMLStreamReader(in);
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // The prolog.
            }
            return new TestTotals(
                    number(reader, "tests"),
                    number(reader, "failures") + number(reader, "errors"),
                    number(reader, "skipped"));
        } catch (IOException | XMLStreamException broken) {
            throw new CliFailure("cannot read the test report " + report + ": " + broken.getMessage(), broken);
        }
    }

    private static long number(XMLStreamReader element, String attribute) {
        return Long.parseLong(element.getAttributeValue("", attribute));
    }
}
