package mitogen.parent;

import java.util.Map;
import mitogen.Task;
import mitogen.agent.Agent;
import mitogen.agent.Modules;
import mitogen.internal.Current;
import mitogen.tree.LogLevels;
import mitogen.tree.Settings;

/**
 * Has the context in which it runs send other log records than before, and the contexts too that it connects from now on. No other
 * class of the parent module names it, so that it comes only to contexts whose levels change.
 *
 * @param number of the change: two may overtake each other, and the higher one holds
 * @param root see {@link LogLevels}, as is the next
 */
public record ChangeLogLevels(int number, int root, Map<String, Integer> own) implements Task.Action {
    @Override
    public void run() {
        Parent parent = (Parent) ((Modules) Current.CONTEXT.get()).parentRole();
        Agent agent = parent.agent();
        LogLevels levels = new LogLevels(root, own);
        int[] settings = levels.write(Settings.read(agent.config));
        parent.settings(number, () -> settings);
        if (agent.modules.loader.getParent()
                == Modules.class.getClassLoader()) { // or the JVM, and what it logs, is not ours
            agent.modules.run(); // first, as the platform's logging is not to be named before that
            LogForwarder.change(agent, number, levels);
        }
    }
}
