package mitogen.cli.options;

import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.connect.ContextSpec;
import mitogen.methods.CommandMethod;

/**
 * One hop, as {@code --dry-run} shows it.
 *
 * @param name the hop as a text
 * @param command what would be run for it, from the place before it; … stands for a script
 * @param password the option that its password comes from, or null
 */
public record PlannedHop(String name, List<String> command, String password) {
    static PlannedHop of(ConnectionMethod method, String password) {
        List<String> command = method instanceof CommandMethod runs ? runs.command(CommandMethod.SHOWN) : List.of();
        return new PlannedHop(ContextSpec.print(method), command, password);
    }
}
