package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.testing.InProcess.inProcess;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mitogen.Context;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The names that the code in docs/how-to uses without having declared them. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
abstract class GuideFixture {
    @TempDir
    Path folder;

    Mitogen mitogen;
    Context web;
    List<Context> hosts;
    final List<String> printed = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    final void open() {
        mitogen = Mitogen.open();
        web = mitogen.connect(local());
        hosts = List.of(web, mitogen.connect(inProcess()));
    }

    @AfterEach
    final void close() {
        mitogen.close();
    }

    final void print(Object line) {
        printed.add(String.valueOf(line));
    }
}
