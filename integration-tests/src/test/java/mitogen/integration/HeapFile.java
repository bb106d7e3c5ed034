package mitogen.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.ObjectName;

/** All objects of a JVM in a file, also those that nobody refers to any more. */
final class HeapFile {
    private HeapFile() {}

    /** Writes those of the JVM in which this is called. */
    static void write(String file) throws Exception {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                        "dumpHeap",
                        new Object[] {file, false},
                        new String[] {"java.lang.String", "boolean"});
    }

    /** Checks that a text is nowhere in it: not as bytes, nor as characters of two. */
    static void assertLacks(String text, Path file) throws Exception {
        String heap = Files.readString(file, ISO_8859_1);
        assertTrue(heap.contains("java/lang/Thread"), "the heap is in the file");
        for (String form : new String[] {text, new String(text.getBytes(UTF_16BE), ISO_8859_1)}) {
            int at = heap.indexOf(form);
            assertEquals(-1, at, () -> "in " + file + ": " + heap.substring(at - 300, at + 100));
        }
        Files.delete(file);
    }
}
