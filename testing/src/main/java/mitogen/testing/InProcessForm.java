package mitogen.testing;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.launch.StreamMethod;
import mitogen.testing.InProcess.Fault;

/**
 * What {@link InProcess} travels as.
 *
 * @param faults from the parent to the child
 */
record InProcessForm(List<Fault> faults) implements InProcess, StreamMethod {
    @Override
    public InProcess over(Fault fault) {
        List<Fault> more = new ArrayList<>(faults);
        more.add(Objects.requireNonNull(fault, "a fault is missing"));
        return new InProcessForm(more);
    }

    @Override
    public String label() {
        return "in-process";
    }

    @Override
    public Peer peer(Agent agent, BootConfig config) {
        List<UnaryOperator<OutputStream>> down = new ArrayList<>();
        List<UnaryOperator<OutputStream>> up = new ArrayList<>();
        for (Fault fault : faults) {
            down.add(0, fault::down); // the last one is next to the child
            up.add(fault::up);
        }
        return new InnerContext(agent, config, down, up);
    }
}
