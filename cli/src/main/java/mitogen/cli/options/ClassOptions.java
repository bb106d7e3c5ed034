package mitogen.cli.options;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mitogen.controller.Mitogen.ClassUse;
import mitogen.controller.Options;
import picocli.CommandLine.Option;

/** The options about the classes that go to targets: which went, and which go ahead the next time. */
public final class ClassOptions {
    @Option(
            names = "--explain-classes",
            description = "tell at the end which classes went to each target, and which it had to ask for")
    private boolean explain;

    @Option(
            names = "--learn-classes",
            description = "keep what programs were seen to need of classes, in mitogen/profiles in $XDG_CACHE_HOME or"
                    + " ~/.cache, and send it along at once the next time")
    private boolean learn;

    @Option(names = "--class-profiles", paramLabel = "DIRECTORY", description = "the same, in this directory")
    private String profiles;

    /** Puts what was given into the options of the controller. */
    public Options apply(Options options) {
        return options.withClassReport(explain).withProfiles(directory(System.getenv()));
    }

    /** Where profiles are kept; null for nowhere. */
    private Path directory(Map<String, String> environment) {
        if (profiles != null || !learn) {
            return profiles == null ? null : Path.of(profiles);
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path home = cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return home.resolve("mitogen").resolve("profiles");
    }

    boolean isGiven() {
        return explain || learn || profiles != null;
    }

    /** Whether it is told at the end which classes went. */
    public boolean explains() {
        return explain;
    }

    /** What is to be told of one task. */
    public static String text(ClassUse use) {
        StringBuilder text = new StringBuilder("classes for " + use.task() + ": " + count(use.calls(), "call") + ", "
                + use.ahead().size() + " sent ahead, " + count(use.roundTrips(), "round trip") + " for others, "
                + use.rawBytes() + " bytes, " + use.packedBytes() + " packed");
        list(text, "sent ahead", use.ahead());
        list(text, "asked for", use.late());
        return text.toString();
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static void list(StringBuilder text, String title, List<String> names) {
        names.forEach(name -> text.append("\n  ").append(title).append(": ").append(name));
    }
}
