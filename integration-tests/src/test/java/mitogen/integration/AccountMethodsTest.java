package mitogen.integration;

import static mitogen.connect.Doas.doas;
import static mitogen.connect.Local.local;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;

import java.util.List;
import mitogen.ConnectFailedException.Reason;
import mitogen.Context;
import mitogen.Secret;
import mitogen.connect.ProcessMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** {@link MethodContract} for the methods that lead to another machine or account. */
final class AccountMethodsTest {
    private static final Secret ADA = new Secret(Accounts.password(Accounts.ADA));
    private static final Secret BOB = new Secret(Accounts.password(Accounts.BOB));
    private static final Secret WRONG = new Secret("no-such-word");

    private static Accounts accounts;
    private static SshServer server;

    @BeforeAll
    static void start() throws Exception {
        Needs.command("sudo", "sudo");
        Needs.command("doas", "opendoas");
        accounts = Accounts.create();
        server = SshServer.start(accounts.prefix());
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (accounts != null) {
            accounts.close();
        }
    }

    /** From the account ada, on this machine. */
    abstract static class FromAda extends MethodContract {
        @Override
        Context from() {
            return mitogen.connect(accounts.method()).connect(su(Accounts.ADA).withJava(Jvm.java()));
        }

        @Override
        boolean sharesFiles() {
            return true;
        }
    }

    @Nested
    @Tag("long")
    final class ByLocal extends FromAda {
        @Override
        ProcessMethod<?> method() {
            return local();
        }

        @Override
        List<Wrong> wrong() {
            return List.of(new Wrong(local().withJava("/no/java"), Reason.JAVA_MISSING, "/no/java"));
        }
    }

    @Nested
    final class BySsh extends FromAda {
        @Override
        Context from() {
            return mitogen.context();
        }

        @Override
        ProcessMethod<?> method() {
            return server.method().withUser(Accounts.ADA);
        }

        @Override
        String killed() {
            return "ended with exit status 255"; // ssh does not tell the signal
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(server.method().withUser("carl"), Reason.NOT_LET_IN, "did not accept"),
                    new Wrong(server.method().withPort(1), Reason.CONNECTION_REFUSED, "port 1"));
        }
    }

    @Nested
    final class BySudo extends FromAda {
        @Override
        ProcessMethod<?> method() {
            return sudo(Accounts.BOB).withPassword(ADA).withJava(Jvm.java());
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(sudo(Accounts.BOB), Reason.PASSWORD_NEEDED, "sudo needs a password"),
                    new Wrong(sudo(Accounts.BOB).withPassword(WRONG), Reason.PASSWORD_WRONG, "sudo did not accept"));
        }
    }

    @Nested
    @Tag("long")
    final class BySu extends FromAda {
        @Override
        ProcessMethod<?> method() {
            return su(Accounts.BOB).withPassword(BOB).withJava(Jvm.java());
        }

        @Override
        List<Wrong> wrong() {
            return List.of(new Wrong(su(Accounts.BOB).withPassword(WRONG), Reason.PASSWORD_WRONG, "su did not accept"));
        }
    }

    @Nested
    @Tag("long")
    final class ByDoas extends FromAda {
        @Override
        ProcessMethod<?> method() {
            return doas(Accounts.BOB).withPassword(ADA).withJava(Jvm.java());
        }

        @Override
        List<Wrong> wrong() {
            return List.of(
                    new Wrong(doas(Accounts.BOB), Reason.PASSWORD_NEEDED, "doas needs a password"),
                    new Wrong(doas(Accounts.BOB).withPassword(WRONG), Reason.PASSWORD_WRONG, "doas did not accept"));
        }
    }
}
