package mitogen.integration;

import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import mitogen.Call;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.testing.InProcess.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The code in docs/ about tests: what is between the two kinds of comments; see {@link GuideTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class GuideTestingTest {
    @Test
    void contexts() {
        // guide
        try (Mitogen mitogen = Mitogen.open()) {
            Context bastion = mitogen.connect(inProcess());
            Context web = bastion.connect(inProcess());
            String name = web.call(() -> Context.current().name());
            assertEquals("in-process/in-process", name);
        }
        // end
    }

    @Test
    void faults() {
        try (Mitogen mitogen = Mitogen.open()) {
            // guide
            Context web = mitogen.connect(inProcess().over(Fault.cutAfter(5_000).onlyUp()));
            assertThrows(ContextLostException.class, () -> web.call(() -> new byte[10_000]));
            // end
        }
    }

    @Test
    void slow() {
        try (Mitogen mitogen = Mitogen.open()) {
            // guide
            Context far = mitogen.connect(inProcess().over(Fault.delay(Duration.ofMillis(20))));
            // end
            assertEquals(42, far.call(() -> 42));
        }
    }

    @Test
    void switches() {
        // guide
        Options impatient = Options.defaults().withHeartbeat(Duration.ofMillis(100));
        Fault.Switch link = Fault.onDemand();
        try (Mitogen mitogen = Mitogen.open(impatient)) {
            Context web = mitogen.connect(inProcess().over(link));
            web.ping(); // it is up
            link.freeze();
            Call<String> call = web.submit(() -> "fine");
            assertThrows(ContextLostException.class, call::await);
        }
        // end
    }

    // guide
    /** Lets so many bytes pass in each second. */
    record Throttle(int bytesPerSecond) implements Fault {
        @Override
        public OutputStream down(OutputStream child) {
            return new FilterOutputStream(child) {
                @Override
                public void write(byte[] from, int offset, int count) throws IOException {
                    Fault.delay(Duration.ofNanos(1_000_000_000L * count / bytesPerSecond))
                            .down(out)
                            .write(from, offset, count);
                }
            };
        }
    }
    // end

    @Test
    void own() {
        try (Mitogen mitogen = Mitogen.open()) {
            Context web = mitogen.connect(inProcess().over(new Throttle(10_000_000)));
            assertEquals(42, web.call(() -> 42));
        }
    }
}
