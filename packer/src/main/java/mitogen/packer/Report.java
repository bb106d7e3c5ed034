package mitogen.packer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/** The sizes of the variants that core.pack could have, and which classes weigh most. */
final class Report {

    private static final String NAMES_STAY = "-keep,allowshrinking,allowoptimization class ** { *; }";

    private Report() {}

    static void print(Shrinker shrinker, SortedMap<String, byte[]> classes, Path rules) throws Exception {
        SortedMap<String, byte[]> plain = new TreeMap<>();
        classes.forEach((name, bytes) -> {
            ClassWriter writer = new ClassWriter(0);
            new ClassReader(bytes).accept(writer, ClassReader.SKIP_DEBUG);
            plain.put(name, writer.toByteArray());
        });
        sizes("no debug information", plain);
        SortedMap<String, byte[]> unrenamed = shrinker.shrink("report", classes, rules, List.of());
        sizes("ProGuard, nothing renamed", unrenamed);
        sizes("ProGuard, not optimised", shrinker.shrink("report", classes, rules, List.of("-dontoptimize")));
        Path renaming = rules.resolveSibling("../../target/pack/renaming.pro").normalize();
        Files.writeString(renaming, Files.readString(rules).replace(NAMES_STAY, ""));
        sizes("ProGuard, private names", shrinker.shrink("report", classes, renaming, List.of()));
        largest(unrenamed);
    }

    private static void sizes(String label, SortedMap<String, byte[]> classes) {
        List<SolidArchive.Entry> byName = new ArrayList<>();
        classes.forEach((name, bytes) -> byName.add(new SolidArchive.Entry(name, bytes)));
        byte[] raw = SolidArchive.raw(byName);
        StringBuilder line = new StringBuilder("mitogen:   %-28s raw %6d  deflate %5d  zopfli %5d"
                .formatted(label, raw.length, Squeezer.quick(raw).length, Squeezer.zlib(raw).length));
        for (ConstantPool.Order order : ConstantPool.Order.values()) {
            List<SolidArchive.Entry> sorted = new ArrayList<>();
            ConstantPool.sort(classes, order).forEach((name, bytes) -> sorted.add(new SolidArchive.Entry(name, bytes)));
            line.append("  %s %5d".formatted(order, Squeezer.quick(SolidArchive.raw(sorted)).length));
        }
        byte[] arranged = SolidArchive.raw(SolidArchive.arrange(classes));
        line.append("  arranged %5d  arranged+zopfli %5d"
                .formatted(Squeezer.quick(arranged).length, Squeezer.zlib(arranged).length));
        System.out.println(line);
    }

    /** What leaving a class out would save. */
    private static void largest(SortedMap<String, byte[]> classes) {
        List<SolidArchive.Entry> entries = SolidArchive.arrange(classes);
        int all = Squeezer.quick(SolidArchive.raw(entries)).length;
        record Weight(String name, int packed, int raw) {}
        List<Weight> weights = new ArrayList<>();
        for (SolidArchive.Entry entry : entries) {
            List<SolidArchive.Entry> others = new ArrayList<>(entries);
            others.remove(entry);
            weights.add(new Weight(
                    entry.name(), all - Squeezer.quick(SolidArchive.raw(others)).length, entry.bytes().length));
        }
        weights.sort((left, right) -> right.packed() - left.packed());
        for (Weight weight : weights) {
            System.out.println("mitogen:   %5d (raw %5d) %s".formatted(weight.packed(), weight.raw(), weight.name()));
        }
    }
}
