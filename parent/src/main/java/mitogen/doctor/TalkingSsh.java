package mitogen.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import mitogen.ConnectException;
import mitogen.Secret;
import mitogen.connect.ConnectFailure;
import mitogen.connect.PasswordMethod;
import mitogen.connect.Ssh;

/** {@code ssh} that is told to say how it gets on, unless the method has a {@code LogLevel} of its own. */
record TalkingSsh(Ssh ssh) implements PasswordMethod {
    private static final String DEBUG = "debug1: ";

    private static final String LET_IN = "Authenticated to ";

    @Override
    public String label() {
        return ssh.label();
    }

    @Override
    public Secret password() {
        return ssh.password();
    }

    @Override
    public String java() {
        return ssh.java();
    }

    @Override
    public Duration timeout() {
        return ssh.timeout();
    }

    @Override
    public TalkingSsh withPassword(Secret secret) {
        return new TalkingSsh(ssh.withPassword(secret));
    }

    @Override
    public TalkingSsh withJava(String path) {
        return new TalkingSsh(ssh.withJava(path));
    }

    @Override
    public TalkingSsh withTimeout(Duration limit) {
        return new TalkingSsh(ssh.withTimeout(limit));
    }

    private boolean toldOtherwise() {
        return ssh.options().stream()
                .anyMatch(option -> option.toLowerCase(Locale.ROOT).startsWith("loglevel"));
    }

    @Override
    public List<String> command(String script) {
        return (toldOtherwise() ? ssh : ssh.withOption("LogLevel=DEBUG1")).command(script);
    }

    @Override
    public List<String> talk() {
        return toldOtherwise() ? List.of() : List.of(DEBUG, LET_IN, "Transferred: sent ", "Bytes per second: sent ");
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
        return line.startsWith(LET_IN) ? Step.LET_IN : null;
    }

    @Override
    public String askpass() {
        return ssh.askpass();
    }

    @Override
    public boolean urges(String printed) {
        return ssh.urges(printed);
    }

    @Override
    public ConnectException diagnose(ConnectFailure failure) {
        return ssh.diagnose(failure);
    }
}
