package mitogen.testing;

import java.io.OutputStream;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mitogen.testing.InProcess.Fault;

/**
 * What {@link Fault.Switch} travels as. All copies in one JVM share their state, because contexts there share this class.
 *
 * @param key by which the state is found
 */
record SwitchForm(UUID key) implements Fault.Switch {
    private static final Map<UUID, SwitchState> STATES = new ConcurrentHashMap<>();

    static SwitchForm create() {
        UUID key = UUID.randomUUID();
        STATES.put(key, new SwitchState());
        return new SwitchForm(key);
    }

    private SwitchState state() {
        SwitchState state = STATES.get(key);
        if (state == null) {
            throw new IllegalStateException(
                    "a Fault.Switch works in the JVM where it was made, and this is another one");
        }
        return state;
    }

    @Override
    public void cut() {
        state().cut();
    }

    @Override
    public void freeze() {
        state().freeze(true);
    }

    @Override
    public void thaw() {
        state().freeze(false);
    }

    @Override
    public OutputStream down(OutputStream child) {
        return state().link(child);
    }

    @Override
    public OutputStream up(OutputStream parent) {
        return state().link(parent);
    }
}
