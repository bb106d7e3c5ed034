package mitogen.integration;

import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A controller for each test. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
abstract class ControllerFixture {
    Mitogen mitogen;

    @BeforeEach
    final void open() {
        mitogen = Mitogen.open(options());
    }

    Options options() {
        return Options.defaults();
    }

    /** Begins again, with other options. */
    final void reopen(Options options) {
        mitogen.close();
        mitogen = Mitogen.open(options);
    }

    @AfterEach
    final void close() {
        mitogen.close();
    }
}
