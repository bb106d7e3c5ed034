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

/**
 * Our own classes that a context needs to do more than run a task: packed by the build, as a fresh controller would spend
 * most of a second on reading, following and packing hundreds of class files. Who needs one class of a bundle gets the
 * bundle, and those that it needs. Immutable.
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

    private final List<Bundle> bundles;
    private final Map<String, Integer> places = new HashMap<>(); // by the names of classes
    private final List<List<String>> together = new ArrayList<>(); // by number, of the bundles that it needs, too

    OwnBundles(List<Bundle> bundles) {
        this.bundles = List.copyOf(bundles);
        for (int i = 0; i < bundles.size(); i++) {
            int number = i;
            bundles.get(i).names().forEach(name -> places.put(name, number));
            together.add(bundles.get(i).needed.stream()
                    .flatMap(each -> bundles.get(each).names().stream())
                    .toList());
        }
    }

    /** Those of the build, read once. */
    static OwnBundles ofBuild() {
        return Built.BUNDLES;
    }

    private static final class Built {
        static final OwnBundles BUNDLES = read();

        private static OwnBundles read() {
            try (InputStream resource = OwnBundles.class.getResourceAsStream(RESOURCE)) {
                if (resource == null) {
                    throw new IllegalStateException("mitogen-controller was not built with its packed classes"
                            + " (mitogen/controller/" + RESOURCE + "); build it with Maven");
                }
                return new OwnBundles(OwnBundles.read(resource.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException("the packed classes cannot be read", e);
            }
        }
    }

    /** The names of the classes that travel with one, itself included; empty if it is in no bundle. */
    Collection<String> together(String name) {
        Integer number = places.get(name);
        return number == null ? List.of() : together.get(number);
    }

    /** The numbers of the bundles that travel with a class that is in one. */
    List<Integer> needed(String name) {
        return bundles.get(places.get(name)).needed;
    }

    /** What a bundle consists of. */
    List<Batch> batches(int number) {
        return bundles.get(number).batches;
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
            byte[] bytes = core.contains(name) ? null : resource("/" + name.replace('.', '/') + ".class");
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
