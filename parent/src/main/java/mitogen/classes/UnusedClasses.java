package mitogen.classes;

import java.util.ArrayList;
import java.util.List;
import mitogen.Task;
import mitogen.agent.Modules;
import mitogen.internal.Current;
import mitogen.load.RemoteClassLoader;

/** Tells which of the classes that came ahead a context has not used. */
public record UnusedClasses() implements Task<List<String>> {
    @Override
    public List<String> run() {
        Modules modules = (Modules) Current.CONTEXT.get();
        return new ArrayList<>(((RemoteClassLoader) modules.loader).ahead.keySet());
    }
}
