package mitogen.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mitogen.cli.system.OwnSurroundings;
import mitogen.cli.system.Terminal;
import mitogen.connect.ProcessMethod;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

@Tag("build")
class FlowTest {
    private static Flow flow(int targets, String... options) {
        FlowOptions flow = new FlowOptions();
        new CommandLine(CommandSpec.create().addMixin("flow", CommandSpec.forAnnotatedObject(flow))).parseArgs(options);
        return flow.flow(targets);
    }

    @Test
    void allBeginAtOnceUnlessLimited() {
        assertEquals(20, flow(20).startable(0, 0, 0));
        assertEquals(20, flow(20).startable(20, 7, 7), "failures stop nothing");
        Flow four = flow(20, "-p", "4");
        assertEquals(4, four.startable(0, 0, 0));
        assertEquals(5, four.startable(4, 1, 0));
        assertEquals(20, four.startable(19, 18, 0));
    }

    @Test
    void aBatchBeginsWhenTheOneBeforeHasEnded() {
        Flow flow = flow(40, "--batch", "1,5,25%");
        assertEquals(1, flow.startable(0, 0, 0));
        assertEquals(6, flow.startable(1, 1, 0));
        assertEquals(6, flow.startable(6, 5, 0));
        assertEquals(16, flow.startable(6, 6, 0));
        assertEquals(26, flow.startable(16, 16, 0));
        assertEquals(40, flow.startable(36, 36, 0));
        assertEquals(3, flow(40, "--batch", "10", "-p", "2").startable(2, 1, 0), "both hold");
    }

    @Test
    void tooManyFailuresStopTheStart() {
        Flow flow = flow(40, "--max-fail", "10%", "-p", "5");
        assertEquals(8, flow.startable(5, 3, 3));
        assertEquals(7, flow.startable(7, 4, 4));
        assertEquals(List.of(1), flow(3, "--batch", "10%").batches(), "never none");
    }

    /** The library tries again then; PatienceTest has how. */
    @Test
    void eachHopWaitsForItsMachine() {
        TargetOptions options = new TargetOptions();
        new CommandLine(CommandSpec.create().addMixin("all", CommandSpec.forAnnotatedObject(options)))
                .parseArgs("--wait-up", "5m", "--connect-timeout", "2", "-t", "web1/sudo,local?patience=3&timeout=4");
        Terminal terminal = new Terminal(System.out, System.err, false);
        List<String> times = options.ways(options.targets(terminal), OwnSurroundings.HERE).stream()
                .flatMap(List::stream)
                .map(hop -> (ProcessMethod<?>) hop)
                .map(hop -> hop.patience().toSeconds() + " " + hop.timeout().toSeconds())
                .toList();
        assertEquals(List.of("300 2", "300 2", "3 4"), times);
    }
}
