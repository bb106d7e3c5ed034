package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mitogen.Call.Chain;
import mitogen.Context;
import mitogen.Group;
import mitogen.Pool;
import mitogen.Task.Action;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The trace context of OpenTelemetry goes along with calls, with the real SDK on both sides; and the code in docs/how-to/traces.md, see {@link GuideTest}. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
@SuppressWarnings("try") // a scope is there to be closed
final class GuideTracesTest {
    private static SshServer server;

    private final List<Object> printed = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    private void print(Object line) {
        printed.add(line);
    }

    /** What a context sees of the current trace. */
    record Seen(String trace, String span, boolean sampled, boolean remote, Map<String, String> state) {
        static Seen now() {
            SpanContext context = Span.current().getSpanContext();
            return new Seen(
                    context.getTraceId(),
                    context.getSpanId(),
                    context.isSampled(),
                    context.isRemote(),
                    context.getTraceState().asMap());
        }
    }

    /** A span of the SDK, begun and ended where this runs: its trace, and the span above it. */
    record Spanned(String trace, String parent, String span) {
        /** Within the span, does something that has spans of its own. */
        static List<Spanned> over(Context next) {
            try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
                Span span = provider.get("test").spanBuilder("hop").startSpan();
                List<Spanned> all = new ArrayList<>();
                all.add(of(span));
                try (Scope scope = span.makeCurrent()) {
                    if (next != null) {
                        all.addAll(next.call(() -> over(null)));
                    }
                } finally {
                    span.end();
                }
                return all;
            }
        }

        private static Spanned of(Span span) {
            String parent = ((ReadableSpan) span).getParentSpanContext().getSpanId();
            return new Spanned(
                    span.getSpanContext().getTraceId(),
                    parent,
                    span.getSpanContext().getSpanId());
        }
    }

    private static SpanContext made() {
        return SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.builder().put("vendor", "value").build());
    }

    private static final Seen THERE =
            new Seen("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true, true, Map.of("vendor", "value"));

    private static final Seen NOTHING =
            new Seen("00000000000000000000000000000000", "0000000000000000", false, false, Map.of());

    @Test
    void eachKindOfCallTakesItAlong() {
        try (Mitogen mitogen = Mitogen.open()) {
            for (Context context :
                    List.of(mitogen.connect(local()), mitogen.connect(server.method()), mitogen.connect(inProcess()))) {
                Chain chain = context.chain();
                try (Scope scope = Span.wrap(made()).makeCurrent();
                        Pool pool = Pool.of(Group.of(context))) {
                    assertEquals(THERE, context.call(Seen::now));
                    assertEquals(THERE, chain.call(Seen::now));
                    assertEquals(List.of(THERE), Group.of(context).call(Seen::now));
                    assertEquals(List.of(THERE), pool.map(List.of(1), item -> Seen.now()));
                    context.call((Action) () -> {
                        if (!Seen.now().equals(THERE)) {
                            throw new AssertionError(Seen.now());
                        }
                    });
                }
                assertEquals(NOTHING, context.call(Seen::now), "nor does any stay on a thread");
            }
        }
    }

    /** From here to the fourth context, each of which calls the next one. */
    @Test
    void oneTraceOverFourHops() {
        try (Mitogen mitogen = Mitogen.open();
                SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
            Context one = mitogen.connect(local());
            Context two = one.connect(inProcess());
            Context three = two.connect(local());
            Context four = three.connect(inProcess());
            Span span = provider.get("test").spanBuilder("all").startSpan();
            List<Spanned> all;
            try (Scope scope = span.makeCurrent()) {
                all = one.call(() -> two.call(() -> Spanned.over(four)));
            } finally {
                span.end();
            }
            assertEquals(span.getSpanContext().getSpanId(), all.get(0).parent());
            assertEquals(all.get(0).span(), all.get(1).parent());
            for (Spanned each : all) {
                assertEquals(span.getSpanContext().getTraceId(), each.trace());
            }
        }
    }

    /** No trace has come to that context. */
    @Test
    void aTraceThatBeginsInATaskGoesOn() {
        try (Mitogen mitogen = Mitogen.open()) {
            Context one = mitogen.connect(local());
            Context two = one.connect(local());
            List<Spanned> all = one.call(() -> Spanned.over(two));
            assertEquals(all.get(0).trace(), all.get(1).trace());
            assertEquals(all.get(0).span(), all.get(1).parent());
        }
    }

    /** Who has no trace pays nothing; who has one gets the classes of the API with the task. */
    @Test
    void theApiGoesOnlyWithATrace() {
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withClassReport(true))) {
            Context context = mitogen.connect(local());
            Untraced.call(context);
            assertFalse(classes(mitogen).anyMatch(name -> name.startsWith("io.opentelemetry")));
            try (Scope scope = Span.wrap(made()).makeCurrent()) {
                context.run("true"); // work of ours has no use for it
                assertFalse(classes(mitogen).anyMatch(name -> name.startsWith("io.opentelemetry")));
                Untraced.call(context);
            }
            assertTrue(classes(mitogen).anyMatch(name -> name.startsWith("io.opentelemetry")));
            assertEquals(List.of(), late(mitogen), "classes that cost a round trip");
        }
    }

    @Test
    void aTraceOfACall() {
        try (Mitogen mitogen = Mitogen.open();
                SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
            Context web = mitogen.connect(inProcess());
            Tracer tracer = provider.get("deploy");
            // guide
            Span span = tracer.spanBuilder("deploy").startSpan();
            try (Scope scope = span.makeCurrent()) {
                String trace = web.call(() -> Span.current().getSpanContext().getTraceId());
                print(trace.equals(span.getSpanContext().getTraceId()));
            } finally {
                span.end();
            }
            // end
        }
        assertEquals(List.of(true), printed);
    }

    private static List<String> late(Mitogen mitogen) {
        return mitogen.classReport().stream()
                .flatMap(use -> use.late().stream())
                .filter(name -> name.startsWith("io.opentelemetry")) // it also looks for resources
                .toList();
    }

    private static Stream<String> classes(Mitogen mitogen) {
        return mitogen.classReport().stream().flatMap(use -> Stream.concat(use.ahead().stream(), use.late().stream()));
    }
}
