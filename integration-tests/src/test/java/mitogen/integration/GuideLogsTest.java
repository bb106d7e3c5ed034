package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mitogen.Context;
import mitogen.controller.ClassPolicy;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The code in docs/how-to/logs.md, and what it says of other APIs: tasks that log by each of them, in a JVM whose class path has
 * {@code mitogen-logging} and no back ends. See {@link GuideTest}.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class GuideLogsTest {
    /** Of the program: what is printed is what arrives. */
    private static synchronized void print(String line) {
        System.out.println(line);
    }

    /** Each API in a class of its own, as programs have them. */
    static final class Slf4j {
        private Slf4j() {}

        static void run() {
            org.slf4j.LoggerFactory.getLogger("a.slf4j").warn("disk {} is full", "sda", new IllegalStateException("x"));
            org.slf4j.LoggerFactory.getLogger("a.slf4j").debug("fine");
            org.slf4j.LoggerFactory.getLogger("a.slf4j").trace("finest");
        }
    }

    static final class Log4j {
        private Log4j() {}

        static void run() {
            org.apache.logging.log4j.LogManager.getLogger("a.log4j").error("disk {} is full", "sdb");
        }
    }

    static final class Commons {
        private Commons() {}

        static void run() {
            org.apache.commons.logging.LogFactory.getLog("a.commons").warn("disk sdc is full");
        }
    }

    static final class OfSystem {
        private OfSystem() {}

        static void run() {
            System.getLogger("a.system").log(System.Logger.Level.WARNING, "disk {0} is full", "sdd");
        }
    }

    /** With a Handler here, and what the caller has said about its work. */
    static final class Said {
        private static final Logger ROOT = Logger.getLogger("");

        private Said() {}

        static void run() {
            // guide
            ROOT.addHandler(new ConsoleHandler() {
                @Override
                public synchronized void publish(LogRecord record) {
                    if (record instanceof OutputListener.ContextRecord remote) {
                        print(remote.context() + " " + remote.mdc().get("request") + ": " + remote.getMessage());
                    }
                }
            });
            // end
            Options options =
                    Options.defaults().withClassPolicy(ClassPolicy.defaults().denyClasses("ch.qos.logback.*"));
            try (Mitogen mitogen = Mitogen.open(options)) {
                Context web = mitogen.connect("local");
                web.call(() -> LoggerFactory.getLogger("shop").info("opened"));
                // guide
                MDC.put("request", "r-17");
                web.call(() -> LoggerFactory.getLogger("shop").info("sold"));
                // end
                web.call(() -> {
                    Context inner = Context.current().connect(local());
                    inner.call(() -> LoggerFactory.getLogger("shop").info("sold there"));
                    MDC.put("request", "r-18");
                    inner.call(() -> LoggerFactory.getLogger("shop").info("sold more"));
                });
                MDC.clear();
                web.call(() -> LoggerFactory.getLogger("shop").info("closed"));
            }
        }
    }

    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            Said.run();
            print("done");
            return;
        }
        // guide
        Options options = Options.defaults().withLogLevel(Level.FINE).withOutput(new OutputListener() {
            @Override
            public void log(Context context, LogRecord record) {
                print(context + " " + record.getLevel() + " " + record.getLoggerName() + ": " + record.getMessage());
            }
        });
        // end
        try (Mitogen mitogen = Mitogen.open(options)) {
            Context context = mitogen.connect("local/local");
            context.call(Slf4j::run);
            context.call(Log4j::run);
            context.call(Commons::run);
            context.call(OfSystem::run);
        }
        print("done");
    }

    /** The class path of this JVM without some jars, and with this SLF4J. */
    private static String without(String backEnds, String slf4j) {
        List<String> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.matches(".*/(" + backEnds + ")[^/]*")) {
                boolean other = entry.matches(".*/slf4j-api-[^/]*");
                path.add(other ? entry.replaceAll("2[.]0[.][0-9]+", slf4j) : entry); // in the same repository
                String last = path.get(path.size() - 1);
                Assumptions.assumeTrue(!other || Files.exists(Path.of(last)), () -> last + " is not there");
            }
        }
        return String.join(File.pathSeparator, path);
    }

    /** Of two loggers, whose levels are different ones in the context than here. */
    static final class Levels {
        private Levels() {}

        static void run() {
            Logger.getLogger("com.example.shop.till").fine("opened");
            Logger.getLogger("com.example").info("not to be seen");
        }
    }

    @Test
    void levels() {
        RecordedOutput output = new RecordedOutput();
        // guide
        Options options = Options.defaults().withLogLevel(Level.WARNING).withLogLevel("com.example.shop", Level.FINE);
        // end
        // guide
        ClassPolicy policy = ClassPolicy.defaults().denyClasses("ch.qos.logback.*", "org.apache.logging.log4j.core.*");
        // end
        options = options.withOutput(output).withClassPolicy(policy);
        try (Mitogen mitogen = Mitogen.open(options)) {
            Context web = mitogen.connect(Jvm.local());
            web.call(Levels::run);
            mitogen.drain();
            assertEquals(
                    List.of("opened"),
                    output.logged(web).stream().map(LogRecord::getMessage).toList());
            // guide
            mitogen.setLogLevel("com.example.shop", Level.FINEST);
            mitogen.setLogLevel("com.example.shop", null);
            // end
        }
    }

    /** SLF4J has had two ways to find its back end. */
    @ParameterizedTest
    @ValueSource(strings = {"2.0.17", "1.7.36"})
    void eachApiArrives(String slf4j) throws Exception {
        List<String> command = List.of("-cp", without("logback-|log4j-core", slf4j), GuideLogsTest.class.getName());
        List<String> lines = new ArrayList<>();
        try (Jvm jvm = Jvm.start(command)) {
            for (int i = 0; i < 5; i++) {
                lines.add(jvm.awaitLine("local/local "));
            }
            jvm.awaitLine("done");
        }
        assertEquals(
                List.of(
                        "WARNING a.slf4j: disk sda is full",
                        "FINE a.slf4j: fine",
                        "SEVERE a.log4j: disk sdb is full",
                        "WARNING a.commons: disk sdc is full",
                        "WARNING a.system: disk sdd is full"),
                lines);
    }

    /** Of SLF4J 1 there is no back end here, and so the MDC is empty here. In contexts it has one. */
    @ParameterizedTest
    @CsvSource({"2.0.17, log4j-core, r-17", "1.7.36, logback-|log4j-core, null"})
    void whatTheCallerSaysOfItsWorkGoesAlong(String slf4j, String backEnds, String request) throws Exception {
        List<String> lines = new ArrayList<>();
        List<String> command = List.of("-cp", without(backEnds, slf4j), GuideLogsTest.class.getName(), "said");
        try (Jvm jvm = Jvm.start(command)) {
            for (int i = 0; i < 5; i++) {
                lines.add(jvm.awaitLine("local"));
            }
            jvm.awaitLine("done");
        }
        assertEquals(
                List.of(
                        " null: local | opened",
                        " " + request + ": local | sold",
                        "/local " + request + ": local/local | sold there",
                        "/local r-18: local/local | sold more",
                        " null: local | closed"),
                lines);
    }
}
