package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import mitogen.Context;
import mitogen.Task;
import mitogen.controller.Mitogen;
import mitogen.controller.Mitogen.ClassUse;
import mitogen.controller.Options;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Libraries that were not written for this, in a child that has none of them. What it prints is in docs/internals/performance.md. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class LibrariesTest {
    @TempDir
    Path profiles;

    /** What a library is asked to do, and what comes of it. */
    @SuppressWarnings("ImmutableEnumChecker") // tasks of methods without state
    enum Library {
        JACKSON(LibraryTasks.Jackson::run, "true"),
        GUAVA(LibraryTasks.Guava::run, "{3=one,two, 5=three}"),
        COMMONS_COMPRESS(LibraryTasks.CommonsCompress::run, "[a.txt 5, b/c.txt 5]"),
        LOGBACK(LibraryTasks.Logback::run, "ch.qos.logback.classic.Logger true"),
        H2(LibraryTasks.H2::run, "2 two", "org.h2.command.Parser"),
        GROOVY(
                LibraryTasks.Groovy::run,
                "30",
                "org.apache.groovy.util.Maps",
                "org.codehaus.groovy.runtime.DefaultGroovyMethods",
                "org.apache.groovy.parser.antlr4.AstBuilder",
                "org.apache.groovy.parser.antlr4.GroovyParser",
                "org.codehaus.groovy.transform.stc.StaticTypeCheckingVisitor"),
        LUCENE(LibraryTasks.Lucene::run, "2"),
        LOG4J(LibraryTasks.Log4j::run, "org.apache.logging.log4j.core.Logger PatternLayout"),
        ZSTD(LibraryTasks.Zstd::run, "true"),
        BROTLI(LibraryTasks.Brotli::run, "true"),
        NETTY(LibraryTasks.Netty::run, "null");

        private final Task<String> task;
        private final String result;
        private final List<String> tooLarge; // for a batch, so that it is asked for each time

        Library(Task<String> task, String result, String... tooLarge) {
            this.task = task;
            this.result = result;
            this.tooLarge = List.of(tooLarge);
        }
    }

    @ParameterizedTest
    @EnumSource(Library.class)
    void worksWhereItIsNot(Library library) {
        assumeTrue(
                library.compareTo(Library.ZSTD) < 0 || "amd64".equals(System.getProperty("os.arch")),
                "its native code is here for amd64 only");
        for (String run : List.of("first", "second")) {
            Options options = Options.defaults()
                    .withOutput(new RecordedOutput())
                    .withClassReport(true)
                    .withProfiles(profiles);
            try (Mitogen mitogen = Mitogen.open(options)) {
                Context context = mitogen.connect(local());
                context.await();
                long start = System.nanoTime();
                assertEquals(library.result, context.call(library.task));
                long millis = (System.nanoTime() - start) / 1_000_000;
                ClassUse use = mitogen.classReport().get(0);
                System.out.printf(
                        "library: %s, %s run: %d ahead, %d asked for, %,d bytes raw, %,d packed, %d ms%n",
                        library, run, use.ahead().size(), use.roundTrips(), use.rawBytes(), use.packedBytes(), millis);
                if (run.equals("second")) {
                    assertEquals(library.tooLarge, use.late(), "what the first run asked for is learned");
                }
            }
        }
    }
}
