package mitogen.controller;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mitogen.agent.Agent;
import mitogen.classes.Batch;
import mitogen.classes.ClassFile;
import mitogen.classes.Closure;
import mitogen.classes.OwnPackages;

/**
 * Our own classes that a context needs to do more than run a task: packed by the build, as a fresh controller would spend
 * most of a second on reading, following and packing hundreds of class files. Who needs the root of a bundle gets it, and
 * those that it needs; any other class of ours goes as an application's does. Thread-safe.
 *
 * <p>The resource {@code own.bundles} has for each bundle
 *
 * <pre>
 *   byte: how many bundles before it it needs | byte, byte, …: which
 *   byte: how many batches | for each: int: length | bytes, see {@link Batch}
 * </pre>
 */
final class OwnBundles {
    /** What a bundle is for: each has what its root needs, without what is in those before, or goes with every task. */
    private static final List<String> ROOTS = List.of(
            "mitogen.resources.Resources",
            "mitogen.values.RareValues",
            "mitogen.parent.LogForwarder",
            "mitogen.parent.Parent");

    private static final String RESOURCE = "own.bundles";

    /**
     * One of them.
     *
     * @param needed the numbers of those that it needs, its own at the end
     */
    record Bundle(List<Integer> needed, List<Batch> batches) {
        List<String> names() {
            return batches.stream()
                    .flatMap(batch -> batch.entries().stream())
                    .map(Batch.Entry::name)
                    .toList();
        }
    }

    /** What is read when a root is needed first. */
    private static final class Built {
        static final List<Bundle> BUNDLES = bundles();
        static final Map<String, Integer> PLACES = new HashMap<>(); // the numbers of bundles, by the names of classes
        static final List<List<String>> TOGETHER = new ArrayList<>(); // by number, of the bundles that it needs, too

        static {
            for (int i = 0; i < BUNDLES.size(); i++) {
                int number = i;
                BUNDLES.get(i).names().forEach(name -> PLACES.put(name, number));
                TOGETHER.add(BUNDLES.get(i).needed.stream()
                        .flatMap(each -> BUNDLES.get(each).names().stream())
                        .toList());
            }
        }

        private static List<Bundle> bundles() {
            try (InputStream resource = OwnBundles.class.getResourceAsStream(RESOURCE)) {
                if (resource == null) {
                    throw new IllegalStateException("mitogen-controller was not built with its packed classes"
                            + " (mitogen/controller/" + RESOURCE + "); build it with Maven");
                }
                return read(resource.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException("the packed classes cannot be read", e);
            }
        }
    }

    private OwnBundles() {}

    /** The names of the classes that travel with one, itself included; empty if it is no root. */
    static Collection<String> together(String name) {
        int number = ROOTS.indexOf(name);
        return number < 0 ? List.of() : Built.TOGETHER.get(number);
    }

    /** The numbers of the bundles that travel with a root. */
    static List<Integer> needed(String root) {
        return Built.BUNDLES.get(ROOTS.indexOf(root)).needed;
    }

    /** Whether a class is in one of these bundles. */
    static boolean isIn(String name, Set<Integer> numbers) {
        return !numbers.isEmpty() && numbers.contains(Built.PLACES.getOrDefault(name, -1));
    }

    /** What a bundle consists of. */
    static List<Batch> batches(int number) {
        return Built.BUNDLES.get(number).batches;
    }

    private static List<Bundle> read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        List<Bundle> bundles = new ArrayList<>();
        while (in.available() > 0) {
            List<Integer> needed = new ArrayList<>();
            for (int left = in.readByte(); left > 0; left--) {
                needed.add((int) in.readByte());
            }
            needed.add(bundles.size());
            List<Batch> batches = new ArrayList<>();
            for (int left = in.readByte(); left > 0; left--) {
                batches.add(Batch.unpack(in.readNBytes(in.readInt())));
            }
            bundles.add(new Bundle(List.copyOf(needed), List.copyOf(batches)));
        }
        return bundles;
    }

    /**
     * Packs them, for the build.
     *
     * @param arguments the file to write; our classes are those of the class path
     */
    public static void main(String[] arguments) throws IOException {
        Set<String> core = new HashSet<>(
                List.of(new String(resource("/mitogen/boot/core.names"), StandardCharsets.UTF_8).split("\n")));
        Map<String, byte[]> classes = new HashMap<>();
        Closure.Finder finder = name -> {
            boolean travels = OwnPackages.isOurs(name) && !core.contains(name); // others are of the JDK
            byte[] bytes = travels ? resource("/" + name.replace('.', '/') + ".class") : null;
            classes.put(name, bytes);
            return bytes == null ? null : new ClassFile(bytes);
        };
        Set<String> always = Set.copyOf(Closure.used(ClassServer.CODE_SOURCES, finder));
        List<Set<String>> made = new ArrayList<>();
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.getParent());
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            for (String root : ROOTS) {
                Set<String> names = new LinkedHashSet<>(Closure.used(List.of(root), finder));
                names.removeAll(always);
                List<Integer> needed = new ArrayList<>();
                for (int i = 0; i < made.size(); i++) {
                    if (names.removeAll(made.get(i))) {
                        needed.add(i);
                    }
                }
                out.writeByte(needed.size());
                for (int each : needed) {
                    out.writeByte(each);
                }
                List<Batch.Entry> entries = names.stream()
                        .map(name -> new Batch.Entry(name, classes.get(name), ClassFinder.OURS))
                        .toList();
                List<Batch> batches = Packing.pack(entries, Integer.MAX_VALUE);
                out.writeByte(batches.size());
                for (Batch batch : batches) {
                    out.writeInt(batch.packed().length);
                    out.write(batch.packed());
                }
                made.add(names);
            }
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = Agent.class.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
