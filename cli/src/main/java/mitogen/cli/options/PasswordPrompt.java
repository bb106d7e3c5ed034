package mitogen.cli.options;

import java.util.List;
import java.util.stream.Collectors;
import mitogen.ConnectionMethod;
import mitogen.connect.Doas;
import mitogen.connect.Local;
import mitogen.connect.Ssh;
import mitogen.connect.Su;
import mitogen.connect.Sudo;

/** What is printed on the terminal before somebody types a password there: whose it is, where, and on which way. */
final class PasswordPrompt {
    private PasswordPrompt() {}

    /**
     * For one hop.
     *
     * @param hop its place in the way
     * @param others for how many further hops, of any way, the same password is
     */
    static String of(List<ConnectionMethod> way, int hop, int others) {
        String host = "this machine";
        String account = System.getProperty("user.name");
        String purpose = "";
        for (ConnectionMethod method : way.subList(0, hop + 1)) {
            boolean last = method == way.get(hop);
            if (method instanceof Ssh ssh) {
                host = ssh.host() + (ssh.port() == 0 ? "" : " port " + ssh.port());
                account = ssh.user() == null ? "the account that ssh chooses" : ssh.user();
            } else if (method instanceof Su su) {
                account = su.user();
            } else if (method instanceof Sudo || method instanceof Doas) {
                String other = method instanceof Sudo sudo ? sudo.user() : ((Doas) method).user();
                other = other == null ? "root" : other;
                purpose = last ? ", to become " + other : "";
                account = last ? account : other; // they ask for the password of who calls them
            } else if (!(method instanceof Local)) {
                host = method.label();
                account = "its account";
            }
        }
        String path =
                way.subList(0, hop + 1).stream().map(ConnectionMethod::label).collect(Collectors.joining("/"));
        return "Password of " + account + " at " + host + purpose + " (" + path + ")"
                + (others == 0 ? "" : others == 1 ? " and 1 more hop" : " and " + others + " more hops") + ": ";
    }
}
