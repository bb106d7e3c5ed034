package mitogen.cli;

import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.connect.ContextSpec;

/**
 * A place to run at.
 *
 * @param name what it is called in the output: the text, with a number where it was written twice
 * @param text what it is called behind {@code -t}, without brackets and patterns
 * @param hops the way there, at least one
 */
record Target(String name, String text, List<ConnectionMethod> hops) {
    Target(String text, List<ConnectionMethod> hops) {
        this(text, text, hops);
    }

    /** One hop, as a text. */
    String hopName(int index) {
        return ContextSpec.print(hops.get(index));
    }

    /** All hops, as a text. */
    String way() {
        return new ContextSpec(hops).toString();
    }
}
