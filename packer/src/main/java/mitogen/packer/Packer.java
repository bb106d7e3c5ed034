package mitogen.packer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes what the first stage carries, during the build of core: {@code mitogen/boot/core.pack}, the classes of core and
 * of the public nouns that {@link #MAIN} reaches, in one solid archive, and {@code mitogen/boot/loader.jar}, the class M
 * in the smallest jar. Fails the build when both together, with the shell text, are over budget.
 *
 * <p>Arguments: core's directory, that of the classes of the nouns, bytes of shell text, budget in bytes, whether to print
 * the variants' sizes.
 */
public final class Packer {

    /** What the loader starts. */
    static final String MAIN = "mitogen.agent.Main";

    /** The pack's length goes before it, in so many bytes. */
    private static final int LENGTH = 4;

    private Packer() {}

    /** Runs the packer; throws to fail the build. */
    public static void main(String[] args) throws Exception {
        Path module = Path.of(args[0]);
        Path target = module.resolve("target");
        Shrinker shrinker = new Shrinker(target.resolve("pack"), target.resolve("pack"));
        Summary summary =
                pack(module, Path.of(args[1]), shrinker, Integer.parseInt(args[2]), Boolean.parseBoolean(args[4]));
        int budget = Integer.parseInt(args[3]);
        System.out.println(summary.text() + " of " + budget);
        summary.check(budget);
    }

    /** What was packed. */
    record Summary(String text, int total) {

        void check(int budget) {
            if (total > budget) {
                throw new IllegalStateException("first stage and core are " + total + " bytes, over the budget of "
                        + budget + " (boot.budget in the root pom.xml) by " + (total - budget)
                        + "; -Dpack.report=true shows the largest classes");
            }
        }
    }

    static Summary pack(Path module, Path nouns, Shrinker shrinker, int shell, boolean report) throws Exception {
        Path target = module.resolve("target");
        Path boot = target.resolve("classes/mitogen/boot");
        Path corePack = boot.resolve("core.pack");
        Path loaderJar = boot.resolve("loader.jar");
        Path summaryFile = target.resolve("pack/summary");
        Files.createDirectories(boot);
        Files.createDirectories(summaryFile.getParent());

        SortedMap<String, byte[]> classes = classesIn(target.resolve("classes"));
        classes.putAll(classesIn(nouns));
        byte[] loader = Files.readAllBytes(target.resolve("loader-classes/M.class"));
        Path coreRules = module.resolve("src/pack/core.pro");
        Path loaderRules = module.resolve("src/pack/loader.pro");
        String inputs = shell + " " + digest(classes, loader, coreRules, loaderRules);
        // The squeeze takes seconds, so it is left out when nothing that goes in has changed.
        if (!report && Files.exists(summaryFile) && Files.exists(corePack) && Files.exists(loaderJar)) {
            List<String> lines = Files.readAllLines(summaryFile);
            if (lines.size() == 3 && lines.get(0).equals(inputs)) {
                return new Summary(lines.get(2), Integer.parseInt(lines.get(1)));
            }
        }
        if (report) {
            Report.print(shrinker, classes, coreRules);
        }
        SortedMap<String, byte[]> shrunk = shrinker.shrink("core", classes, coreRules, List.of());
        SortedMap<String, byte[]> trimmed = Trimmer.trim(shrunk);
        List<String> broken = Links.broken(classes, trimmed);
        if (!broken.isEmpty()) {
            throw new IllegalStateException("classes of core that stay outside core.pack would not link to those inside"
                    + " (keep them apart, or see core/src/pack/core.pro):\n" + String.join("\n", broken));
        }
        byte[] raw = SolidArchive.raw(trimmed, MAIN);
        byte[] packed = Squeezer.zlib(raw);
        Files.write(corePack, packed);
        // Every context has these; the class server leaves them out.
        Files.write(boot.resolve("core.names"), trimmed.keySet());

        SortedMap<String, byte[]> loaderOnly = new TreeMap<>(Map.of("M", loader));
        byte[] small =
                shrinker.shrink("loader", loaderOnly, loaderRules, List.of()).get("M");
        byte[] jar = LoaderJar.smallest(LoaderJar.forJava8(small));
        Files.write(loaderJar, jar);

        int total = shell + jar.length + LENGTH + packed.length;
        String text = "mitogen: shell " + shell + " bytes, loader.jar " + jar.length + " bytes, core.pack "
                + packed.length + " bytes and " + LENGTH + " for its length (raw " + raw.length + ", classes "
                + shrunk.size() + "), total " + total;
        Files.write(summaryFile, List.of(inputs, Integer.toString(total), text));
        return new Summary(text, total);
    }

    /** Class files under a directory, by binary name with dots; without module-info. */
    static SortedMap<String, byte[]> classesIn(Path directory) throws IOException {
        SortedMap<String, byte[]> classes = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            String path = directory.relativize(file).toString();
            String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
            if (!name.equals("module-info") && !name.endsWith("package-info")) {
                classes.put(name, Files.readAllBytes(file));
            }
        }
        return classes;
    }

    private static String digest(SortedMap<String, byte[]> classes, byte[] loader, Path coreRules, Path loaderRules)
            throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        List<byte[]> parts = new ArrayList<>();
        classes.forEach((name, bytes) -> {
            parts.add(name.getBytes(StandardCharsets.UTF_8));
            parts.add(bytes);
        });
        parts.add(loader);
        parts.add(Files.readAllBytes(coreRules));
        parts.add(Files.readAllBytes(loaderRules));
        for (Class<?> own : List.of(
                Packer.class,
                Shrinker.class,
                Trimmer.class,
                Links.class,
                SharedPool.class,
                SolidArchive.class,
                Squeezer.class,
                LoaderJar.class)) {
            try (var in = own.getResourceAsStream(own.getSimpleName() + ".class")) {
                parts.add(in.readAllBytes());
            }
        }
        for (byte[] part : parts) {
            digest.update(Integer.toString(part.length).getBytes(StandardCharsets.UTF_8));
            digest.update(part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
