package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The code in docs/how-to/logs.md, and what it says of other APIs: tasks that log by each of them, in a JVM whose class path has
 * bridges to java.util.logging and no back ends. See {@link GuideTest}.
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

    public static void main(String[] arguments) {
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

    @Test
    void eachApiArrives() throws Exception {
        List<String> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.matches(".*/(logback-|log4j-core)[^/]*")) {
                path.add(entry);
            }
            if (entry.matches(".*/(slf4j|log4j)-api-[^/]*")) { // beside it, in the same repository
                String bridge = entry.contains("slf4j") ? "slf4j-jdk14" : "log4j-to-jul";
                Path jar = Path.of(entry.replaceAll("(slf4j|log4j)-api", bridge));
                Assumptions.assumeTrue(Files.exists(jar), () -> jar + " is not there");
                path.add(jar.toString());
            }
        }
        List<String> command = List.of("-cp", String.join(File.pathSeparator, path), GuideLogsTest.class.getName());
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
}
