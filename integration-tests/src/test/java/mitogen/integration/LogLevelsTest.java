package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The levels that are set at the controller hold in all contexts: of a record below its level, no frame is sent. */
final class LogLevelsTest extends ControllerFixture {
    private static SshServer server;

    private final RecordedOutput output = new RecordedOutput();

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    /** What runs in contexts. */
    static final class There {
        private static final List<Level> LEVELS =
                List.of(Level.FINEST, Level.FINE, Level.CONFIG, Level.INFO, Level.WARNING, Level.SEVERE);

        private There() {}

        /** Logs at all levels, to some loggers. */
        static void log() {
            for (String name : List.of("levels.other", "levels.loud", "levels.loud.below", "levels.quiet")) {
                for (Level level : LEVELS) {
                    Logger.getLogger(name).log(level, "said");
                }
            }
        }

        static Context connect() {
            Context inner = Context.current().connect(local());
            inner.await();
            return inner;
        }
    }

    @Override
    Options options() {
        return Options.defaults().withOutput(output);
    }

    /** The lowest level that comes from each of the loggers; each frame with a record is one that the listener gets. */
    private List<String> lowest(Context context) {
        output.clear();
        context.call(There::log);
        mitogen.drain();
        return List.of("other", "loud", "loud.below", "quiet").stream()
                .map(name -> output.logged(context).stream()
                        .filter(record -> record.getLoggerName().equals("levels." + name))
                        .mapToInt(record -> record.getLevel().intValue())
                        .min()
                        .stream()
                        .mapToObj(level -> Level.parse(String.valueOf(level)).getName())
                        .findFirst()
                        .orElse("none"))
                .toList();
    }

    private static Options leveled(Options options) {
        return options.withLogLevel(Level.WARNING)
                .withLogLevel("levels.loud", Level.FINEST)
                .withLogLevel("levels.loud.below", Level.CONFIG)
                .withLogLevel("levels.quiet", Level.OFF);
    }

    @Test
    void levelsOfTheOptionsHoldAtAnyDepth() {
        reopen(leveled(options()));
        Context context = mitogen.connect(local());
        for (Context each : List.of(context, context.connect(local()), context.call(There::connect))) {
            assertEquals(List.of("WARNING", "FINEST", "CONFIG", "none"), lowest(each));
        }
    }

    @Test
    void theyHoldOverSsh() {
        reopen(leveled(options()));
        Context context = mitogen.connect(server.method());
        assertEquals(List.of("WARNING", "FINEST", "CONFIG", "none"), lowest(context));
    }

    /** Where the options say nothing, the levels of the platform here hold, as they are when a context is connected. */
    @Test
    void levelsOfThePlatformHold() {
        Context before = mitogen.connect(local());
        before.await();
        Logger quiet = Logger.getLogger("levels.quiet");
        Logger loud = Logger.getLogger("levels.loud");
        quiet.setLevel(Level.SEVERE);
        loud.setLevel(Level.FINE);
        try {
            assertEquals(List.of("INFO", "FINE", "FINE", "SEVERE"), lowest(mitogen.connect(local())));
            assertEquals(List.of("INFO", "INFO", "INFO", "INFO"), lowest(before));
            reopen(options().withLogLevel("levels.quiet", Level.WARNING));
            assertEquals(List.of("INFO", "FINE", "FINE", "WARNING"), lowest(mitogen.connect(local())));
        } finally {
            quiet.setLevel(null);
            loud.setLevel(null);
        }
    }

    /** A library that gives itself a level sends no more for that. */
    @Test
    void aTaskCannotLowerThem() {
        Context context = mitogen.connect(local());
        context.call(() -> {
            Logger own = Logger.getLogger("levels.other");
            own.setLevel(Level.ALL);
            own.fine("fine");
            own.info("info");
        });
        mitogen.drain();
        assertEquals(
                List.of("info"),
                output.logged(context).stream().map(LogRecord::getMessage).toList());
    }

    /** In contexts that run, in those below them, and in those that such a context connects later. */
    @Test
    void theyChangeAtOnce() {
        Context context = mitogen.connect(local());
        Context inner = context.connect(local());
        assertEquals(List.of("INFO", "INFO", "INFO", "INFO"), lowest(inner));
        mitogen.setLogLevel("levels.loud", Level.FINE);
        mitogen.setLogLevel("", Level.WARNING);
        List<String> changed = List.of("WARNING", "FINE", "FINE", "WARNING");
        await(context, changed);
        await(inner, changed);
        assertEquals(changed, lowest(context.call(There::connect)));
        assertEquals(changed, lowest(mitogen.connect(local())));
        mitogen.setLogLevel("levels.loud", null);
        await(inner, List.of("WARNING", "WARNING", "WARNING", "WARNING"));
    }

    private void await(Context context, List<String> levels) {
        for (List<String> now = lowest(context); !now.equals(levels); now = lowest(context)) {
            Thread.onSpinWait(); // the test's timeout ends it
        }
    }

    /** Only who logs gets what it takes; with the parent module comes what both need. */
    @Test
    void aContextThatDoesNotLogGetsNoneOfThis() {
        reopen(leveled(options()).withClassReport(true));
        Context context = mitogen.connect(local());
        Untraced.call(context);
        assertFalse(sentForLogs());
        context.call(There::log);
        assertTrue(sentForLogs());
    }

    private boolean sentForLogs() {
        return mitogen.classReport().stream()
                .flatMap(use -> Stream.concat(use.ahead().stream(), use.late().stream()))
                .anyMatch(name -> name.contains("LogLevels") || name.contains("LogForwarder"));
    }

    /** A program whose platform has a configuration: it names loggers that nobody here has made. */
    public static void main(String[] arguments) {
        Options options = Options.defaults().withOutput(new OutputListener() {
            @Override
            public void log(Context context, LogRecord record) {
                System.out.println("sent " + record.getLoggerName() + " " + record.getLevel());
            }
        });
        try (Mitogen mitogen = Mitogen.open(options)) {
            mitogen.connect("local").call(There::log);
        }
        System.out.println("sent all");
    }

    @Test
    void levelsOfThePlatformsConfigurationHold(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("logging.properties");
        Files.writeString(file, """
                .level=SEVERE
                levels.loud.below.level = WARNING
                java.util.logging.ConsoleHandler.level=INFO
                levels.quiet.level=OFF
                levels.other.level=x
                """);
        List<String> command = List.of(
                "-Djava.util.logging.config.file=" + file,
                "-cp",
                System.getProperty("java.class.path"),
                LogLevelsTest.class.getName());
        try (Jvm jvm = Jvm.start(command)) {
            for (String each : List.of(
                    "levels.other SEVERE",
                    "levels.loud SEVERE",
                    "levels.loud.below WARNING",
                    "levels.loud.below SEVERE",
                    "all")) {
                assertEquals(each, jvm.awaitLine("sent "));
            }
        }
    }
}
