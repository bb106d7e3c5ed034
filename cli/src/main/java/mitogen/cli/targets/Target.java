package mitogen.cli.targets;

import java.util.ArrayList;
import java.util.List;
import mitogen.ConnectionMethod;
import mitogen.connect.ContextSpec;

/**
 * A place to run at: a way from here, with names for people. The options may say more about each hop.
 *
 * @param name what it is called in the output: the text, with a number where it was written twice
 * @param text what it is called behind {@code -t}, without brackets and patterns
 * @param hops the way there, at least one
 */
public record Target(String name, String text, List<ConnectionMethod> hops) {
    /** A target that is called as it was written. */
    public Target(String text, List<ConnectionMethod> hops) {
        this(text, text, hops);
    }

    /** One hop, as a text. */
    public String hopName(int index) {
        return ContextSpec.print(hops.get(index));
    }

    /** What each place on the way is called: the hops to it, as a text. The last place has the target's name. */
    public List<String> places() {
        List<String> places = new ArrayList<>();
        for (int i = 1; i < hops.size(); i++) {
            places.add(new ContextSpec(hops.subList(0, i)).toString());
        }
        places.add(name);
        return places;
    }

    /** All hops, as a text. */
    public String way() {
        return new ContextSpec(hops).toString();
    }
}
