package mitogen.packer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sizes of the variants that core.pack could have, and which classes weigh most. */
final class Report {
    private final Shrinker shrinker;
    private final SortedMap<String, byte[]> classes;
    private final Path rules;

    private Report(Shrinker shrinker, SortedMap<String, byte[]> classes, Path rules) {
        this.shrinker = shrinker;
        this.classes = classes;
        this.rules = rules;
    }

    static void print(Shrinker shrinker, SortedMap<String, byte[]> classes, Path rules) throws Exception {
        Report report = new Report(shrinker, classes, rules);
        size("as compiled", classes);
        report.variant("as built", "", "");
        report.variant("not optimised", "", "-dontoptimize");
        report.variant("all names short but the public ones", "-keepnames class \\*\\*", "-keepnames public class **");
        report.variant("all names kept", "", "-keep,allowshrinking,allowoptimization class ** { *; }");
        report.variant("classes merged", "!class/merging/\\*,", "");
        largest(shrinker.shrink("report", classes, rules, List.of()));
    }

    /** Prints the size under other rules: without what this pattern matches, and with these besides. */
    private void variant(String label, String without, String with) throws Exception {
        Path changed = rules.resolveSibling("../../target/pack/variant.pro").normalize();
        Files.writeString(changed, Files.readString(rules).replaceAll(without.isEmpty() ? "(?!)" : without, "") + with);
        size(label, shrinker.shrink("report", classes, changed, List.of()));
    }

    private static void size(String label, SortedMap<String, byte[]> classes) {
        try {
            byte[] raw = SolidArchive.quick(Trimmer.trim(classes), Packer.MAIN);
            System.out.println("mitogen:   %-40s classes %3d  raw %6d  deflate %5d  zopfli %5d"
                    .formatted(
                            label, classes.size(), raw.length, Squeezer.quick(raw).length, Squeezer.zlib(raw).length));
        } catch (IllegalStateException e) {
            System.out.println("mitogen:   %-40s %s".formatted(label, e.getMessage()));
        }
    }

    /** What each class adds: its body, and the constants that nothing else uses. */
    private static void largest(SortedMap<String, byte[]> shrunk) {
        SortedMap<String, byte[]> trimmed = Trimmer.trim(shrunk);
        int all = Squeezer.quick(SolidArchive.quick(trimmed, Packer.MAIN)).length;
        record Weight(String name, int packed, int raw) {}
        List<Weight> weights = new ArrayList<>();
        trimmed.forEach((name, bytes) -> {
            SortedMap<String, byte[]> others = new TreeMap<>(trimmed);
            others.remove(name);
            int rest = Squeezer.quick(SolidArchive.quick(others, Packer.MAIN)).length;
            weights.add(new Weight(name, all - rest, bytes.length));
        });
        weights.sort((left, right) -> right.packed() - left.packed());
        for (Weight weight : weights) {
            System.out.println("mitogen:   %5d (raw %5d) %s".formatted(weight.packed(), weight.raw(), weight.name()));
        }
    }
}
