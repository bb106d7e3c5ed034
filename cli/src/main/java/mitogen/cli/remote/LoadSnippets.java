package mitogen.cli.remote;

import java.util.List;
import mitogen.Task;

/**
 * Brings the classes of snippets.
 *
 * @param names of the classes
 * @param classes their class files, in the same order
 */
public record LoadSnippets(List<String> names, List<byte[]> classes) implements Task<Void> {
    @Override
    public Void run() {
        SnippetClasses.ALL.add(names, classes);
        return null;
    }
}
