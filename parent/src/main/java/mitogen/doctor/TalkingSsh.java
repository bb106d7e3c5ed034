package mitogen.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.Secret;
import mitogen.connect.Ssh;
import mitogen.methods.AskingMethod;
import mitogen.methods.CommandMethod;
import mitogen.methods.ConnectFailure;

/** {@code ssh} that is told to say how it gets on, unless the method has a {@code LogLevel} of its own. */
record TalkingSsh(Ssh method) implements AskingMethod {
    private static final String DEBUG = "debug1: ";

    private AskingMethod ssh() {
        return (AskingMethod) method;
    }

    @Override
    public String label() {
        return method.label();
    }

    @Override
    public Secret password() {
        return ssh().password();
    }

    @Override
    public String java() {
        return method.java();
    }

    @Override
    public Duration timeout() {
        return method.timeout();
    }

    @Override
    public TalkingSsh withoutPassword() {
        return new TalkingSsh(method.withPassword(null));
    }

    @Override
    public List<String> command(String script) {
        Ssh talking = ssh().progressPrefixes().isEmpty() ? method : method.withOption("LogLevel=DEBUG1");
        return ((CommandMethod) talking).command(script);
    }

    @Override
    public List<String> progressPrefixes() {
        List<String> talk = new ArrayList<>(ssh().progressPrefixes());
        if (!talk.isEmpty()) {
            talk.add(DEBUG);
        }
        return talk;
    }

    /** What goes through a proxy has neither an address nor a connection that ssh could know of. */
    @Override
    public Step step(String line) {
        if (line.startsWith(DEBUG + "Connecting to ")) {
            return Step.RESOLVED;
        }
        if (line.startsWith(DEBUG + "Connection established")) {
            return Step.CONNECTED;
        }
        if (line.startsWith(DEBUG + "Executing proxy command")) {
            return Step.PROXIED;
        }
        return ssh().step(line);
    }

    @Override
    public boolean leadsAway() {
        return true;
    }

    @Override
    public String jumpHost() {
        return ssh().jumpHost();
    }

    @Override
    public boolean dropped(ConnectFailure failure) {
        return ssh().dropped(failure);
    }

    @Override
    public List<String> dispensable() {
        return ssh().dispensable();
    }

    @Override
    public String askpass() {
        return ssh().askpass();
    }

    @Override
    public boolean urges(String printed) {
        return ssh().urges(printed);
    }

    @Override
    public ConnectFailedException diagnose(ConnectFailure failure) {
        return ssh().diagnose(failure);
    }
}
