package mitogen.integration;

import java.util.List;
import java.util.logging.Level;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.Task;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A controller and a context at the end of some way, for each test. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
abstract class ContextFixture {
    static final Task<Long> PID = () -> ProcessHandle.current().pid();

    RecordedOutput output;
    Mitogen mitogen;
    Context context;

    /** The way from the controller to the context that is tested. */
    abstract List<ConnectionMethod> way();

    @BeforeEach
    void connect() {
        output = new RecordedOutput();
        mitogen = Mitogen.open(Options.defaults().withOutput(output).withLogLevel(Level.FINE));
        context = connect(mitogen, way());
    }

    static Context connect(Mitogen mitogen, List<ConnectionMethod> way) {
        Context context = mitogen.context();
        for (ConnectionMethod method : way) {
            context = context.connect(method);
        }
        return context;
    }

    @AfterEach
    void close() {
        mitogen.close();
    }
}
