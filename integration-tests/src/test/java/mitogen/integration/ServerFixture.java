package mitogen.integration;

import java.nio.file.Path;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server that all tests of this JVM share, and a controller for each test. Nothing is left behind by a test. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
abstract class ServerFixture {
    static SshServer server;

    @TempDir
    Path folder;

    Mitogen mitogen;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.shared();
    }

    @BeforeEach
    final void open() {
        mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()));
    }

    @AfterEach
    final void close() {
        mitogen.close();
    }
}
