package mitogen.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.launch.StreamMethod;

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
        return new InnerContext(agent, config, faults);
    }
}
