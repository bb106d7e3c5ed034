package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import mitogen.Context;
import mitogen.controller.ClassPolicy;
import mitogen.controller.Options;
import mitogen.controller.OutputListener.ContextRecord;
import mitogen.controller.OutputListener.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.ThreadContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Tasks log by other APIs than the platform's, while this program has back ends of its own, and {@code mitogen-logging}. See {@link
 * GuideLogsTest} for a program without back ends.
 */
final class LoggingApisTest extends ControllerFixture {
    private static SshServer server;

    private final RecordedOutput output = new RecordedOutput();

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    /** The back ends of this program stay here. */
    private static final ClassPolicy WITHOUT_BACK_ENDS =
            ClassPolicy.defaults().denyClasses("ch.qos.logback.*", "org.apache.logging.log4j.core.*");

    /** What runs in contexts. */
    static final class There {
        private There() {}

        static void slf4j() {
            LoggerFactory.getLogger("apis.slf4j").warn("disk {} is full", "sda", new IllegalStateException("no room"));
        }

        static void log4j() {
            LogManager.getLogger("apis.log4j").error("disk {} is full", "sdb", new IllegalStateException("no room"));
        }

        /** What is enabled where only errors are to be sent; logs below that. */
        static String enabled() {
            org.slf4j.Logger slf4j = LoggerFactory.getLogger("apis.slf4j");
            slf4j.warn("{} is too low", "this");
            org.apache.logging.log4j.Logger log4j = LogManager.getLogger("apis.log4j");
            log4j.warn("so is this");
            return slf4j.isWarnEnabled() + " " + slf4j.isErrorEnabled() + " " + log4j.isWarnEnabled() + " "
                    + log4j.getLevel();
        }

        static void ofThePlatform() {
            Logger.getLogger("apis.own").info("said");
        }

        /** Has the platform's records logged by SLF4J, which passes them to the platform. */
        static void loop() {
            Logger.getLogger("").addHandler(new Handler() {
                @Override
                public void publish(LogRecord record) {
                    LoggerFactory.getLogger(record.getLoggerName()).warn("again: " + record.getMessage());
                    LogManager.getLogger(record.getLoggerName()).warn("and again: " + record.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            });
            LoggerFactory.getLogger("apis.slf4j").warn("by SLF4J");
            LogManager.getLogger("apis.log4j").warn("by Log4j");
        }
    }

    @Override
    Options options() {
        return Options.defaults().withOutput(output);
    }

    private List<ContextRecord> records(Context context) {
        mitogen.drain();
        return output.logged(context).stream().map(ContextRecord.class::cast).toList();
    }

    /** As the classes of a library are, they are sent where they are needed. */
    @Test
    void ownBackEndsAreUsed() {
        Context context = mitogen.connect(Jvm.local());
        context.call(There::slf4j);
        context.call(There::log4j);
        assertEquals(List.of(), records(context));
        String lines = String.join("\n", output.lines(context, Stream.OUT));
        assertTrue(lines.contains("WARN apis.slf4j -- disk sda is full"), "Logback's form: " + lines);
        assertTrue(lines.contains("ERROR apis.log4j - disk sdb is full"), "that of Log4j: " + lines);
    }

    private void recordsArrive(Context context) {
        MDC.put("request", "r-1");
        ThreadContext.put("user", "u-1");
        try {
            context.call(There::slf4j);
            context.call(There::log4j);
        } finally {
            MDC.clear();
            ThreadContext.clearMap();
        }
        context.call(There::slf4j);
        List<String> seen = new ArrayList<>();
        for (ContextRecord each : records(context)) {
            String[] lines = each.getMessage().split("\n");
            assertEquals("java.lang.IllegalStateException: no room", lines[1]);
            assertTrue(lines[2].contains("LoggingApisTest$There."), lines[2]);
            assertEquals(context.name(), each.context().name());
            Map<String, String> said = each.mdc();
            seen.add(each.getLevel() + " " + each.getLoggerName() + ": " + lines[0] + " " + said.get("request") + " "
                    + said.get("user"));
        }
        assertEquals(
                List.of(
                        "WARNING apis.slf4j: disk sda is full r-1 u-1",
                        "SEVERE apis.log4j: disk sdb is full r-1 u-1",
                        "WARNING apis.slf4j: disk sda is full null null"),
                seen);
    }

    @Test
    void whereTheyStayHereRecordsArrive() {
        reopen(options().withClassPolicy(WITHOUT_BACK_ENDS));
        recordsArrive(mitogen.connect(Jvm.local()).connect(Jvm.local()));
    }

    @Test
    void recordsArriveOverSsh() {
        reopen(options().withClassPolicy(WITHOUT_BACK_ENDS));
        recordsArrive(mitogen.connect(server.method()));
    }

    @Test
    void levelsHold() {
        reopen(options().withClassPolicy(WITHOUT_BACK_ENDS).withLogLevel("apis", Level.SEVERE));
        Context context = mitogen.connect(Jvm.local());
        assertEquals("false true false ERROR", context.call(There::enabled));
        assertEquals(List.of(), records(context));
    }

    @Test
    void nothingGoesRoundThere() {
        reopen(options().withClassPolicy(WITHOUT_BACK_ENDS));
        Context context = mitogen.connect(Jvm.local());
        context.call(There::loop);
        assertEquals(
                List.of("by SLF4J", "by Log4j"),
                records(context).stream().map(LogRecord::getMessage).toList());
    }

    /** The platform's records go to SLF4J here, as with jul-to-slf4j; there it is the other way round. */
    @Test
    void nothingGoesRoundHere() {
        List<String> came = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                came.add(record.getMessage().lines().findFirst().orElseThrow());
                LoggerFactory.getLogger(record.getLoggerName()).debug(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("apis.slf4j");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            reopen(Options.defaults().withClassPolicy(WITHOUT_BACK_ENDS));
            mitogen.connect(Jvm.local()).call(There::slf4j);
            mitogen.drain();
            assertEquals(1, came.size(), came.toString());
            assertTrue(came.get(0).endsWith(" | disk sda is full"), came.get(0));
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    /** Where a record was made is not known here; formatters show the logger in its place. */
    @Test
    void aFormatterShowsTheLogger() {
        Context context = mitogen.connect(Jvm.local());
        context.call(There::ofThePlatform);
        String text = new SimpleFormatter().format(records(context).get(0));
        assertTrue(text.contains("apis.own"), text);
    }
}
