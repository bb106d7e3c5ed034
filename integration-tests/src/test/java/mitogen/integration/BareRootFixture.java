package mitogen.integration;

import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A {@link BareRoot} for all tests of a class. A test opens the controller; the controller is closed behind it. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
abstract class BareRootFixture {
    static BareRoot bare;

    Mitogen mitogen;

    @BeforeAll
    static void makeRoot() throws Exception {
        bare = BareRoot.start();
    }

    @AfterAll
    static void takeAway() throws Exception {
        if (bare != null) {
            bare.close();
        }
    }

    @AfterEach
    final void closeController() {
        if (mitogen != null) {
            mitogen.close();
        }
    }
}
