package mitogen.cli;

import java.util.List;
import mitogen.ConnectionMethod;

/**
 * A place to run at.
 *
 * @param name what it is called in the output: as it was written, and numbered where it was written twice
 * @param hops the way there, at least one
 */
record Target(String name, List<ConnectionMethod> hops) {}
