package mitogen.classes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import mitogen.load.RemoteClassLoader;
import org.junit.jupiter.api.Test;

/** What is packed here is read by the core of a context, and by relays. */
final class BatchTest {
    static final class Sample {}

    private static final List<String> TEXTS = List.of("lib.jar", "Lib", "1", "Acme", "Lib", "2", "");

    private static Batch.Entry sample(int from, int until) throws IOException {
        String name = Sample.class.getName();
        try (InputStream in = BatchTest.class.getResourceAsStream("BatchTest$Sample.class")) {
            return new Batch.Entry(name, in.readAllBytes(), EntryLayout.origin(TEXTS, from, until));
        }
    }

    private static Batch.Entry resource(int from, int until, EntryLayout.Copy... copies) {
        return new Batch.Entry("/words.txt", EntryLayout.resource(from, until, List.of(copies)), null);
    }

    private static Batch.Entry absence() {
        return new Batch.Entry("!no.Type", "for a reason".getBytes(UTF_8), null);
    }

    /** A loader that has got these, and no parent to ask. */
    private static RemoteClassLoader loader(Batch.Entry... entries) {
        RemoteClassLoader loader = new RemoteClassLoader(new Named(), null, () -> {});
        loader.add(Batch.of(List.of(entries)).frames(3));
        return loader;
    }

    /** Has our own classes, and not the sample. */
    private static final class Named extends ClassLoader {
        Named() {
            super(BatchTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(Sample.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    @Test
    void aClassAndWhereItIsFrom() throws Exception {
        Class<?> read = Class.forName(Sample.class.getName(), true, loader(sample(0, EntryLayout.ANY)));
        assertNotSame(Sample.class, read);
        assertEquals(
                "mitogen:/lib.jar",
                read.getProtectionDomain().getCodeSource().getLocation().toString());
        assertEquals("Lib", read.getPackage().getSpecificationTitle());
        assertEquals("2", read.getPackage().getImplementationVersion());
    }

    @Test
    void whatDoesNotExist() {
        ClassNotFoundException absent = assertThrows(
                ClassNotFoundException.class, () -> loader(absence()).loadClass("no.Type"));
        assertEquals("no.Type: for a reason", absent.getMessage());
    }

    @Test
    void resourcesOfOneName() throws IOException {
        byte[] words = "some words".getBytes(UTF_8);
        RemoteClassLoader loader = loader(resource(
                0,
                EntryLayout.ANY,
                new EntryLayout.Copy("a.jar", words.length, 0, words),
                new EntryLayout.Copy("b.jar", 1L << 33, 5, null)));
        var urls = loader.getResources("words.txt");
        var first = urls.nextElement();
        assertEquals("mitogen:/a.jar!/words.txt", first.toString());
        assertArrayEquals(words, first.openStream().readAllBytes());
        var second = urls.nextElement();
        assertEquals("mitogen:/b.jar!/words.txt", second.toString());
        assertEquals(1L << 33, second.openConnection().getContentLengthLong());
        assertTrue(!urls.hasMoreElements());
    }

    @Test
    void relaysReadForWhichJavaItIs() throws IOException {
        Batch batch = Batch.of(List.of(
                new Batch.Entry("mitogen.Ours", new byte[] {1}, new byte[0]),
                sample(0, EntryLayout.ANY),
                sample(21, 24),
                absence(),
                resource(17, 17),
                resource(9, 20, new EntryLayout.Copy("a.jar", 0, 0, new byte[0]))));
        List<String> meanings = new java.util.ArrayList<>();
        for (Batch.Entry entry : batch.entries()) {
            EntryLayout.Meaning meaning = EntryLayout.of(entry);
            meanings.add(meaning.from() + "-" + meaning.until() + (meaning.absent() ? " absent" : ""));
        }
        assertEquals(List.of("0-255", "0-255", "21-24", "0-255 absent", "17-17 absent", "9-20"), meanings);
    }

    @Test
    void itComesBackAsItWas() throws IOException {
        Batch batch = Batch.of(List.of(sample(0, EntryLayout.ANY), absence()));
        List<Batch.Entry> read = Batch.read(batch.frames(3));
        assertEquals(
                List.of(Sample.class.getName(), "!no.Type"),
                read.stream().map(Batch.Entry::name).toList());
        assertArrayEquals(batch.entries().get(0).bytes(), read.get(0).bytes());
        assertArrayEquals(batch.entries().get(0).origin(), read.get(0).origin());
        assertThrows(IllegalArgumentException.class, () -> EntryLayout.origin(List.of("too few"), 0, 0));
    }
}
