package mitogen.cli;

import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.connect.ContextSpec;

/**
 * A place to run at.
 *
 * @param name what it is called in the output: as it was written, and numbered where it was written twice
 * @param hops the way there, at least one
 */
record Target(String name, List<ConnectionMethod> hops) {
    /** One hop, as it was written. */
    String hopName(int index) {
        return ContextSpec.print(hops.get(index));
    }
}
