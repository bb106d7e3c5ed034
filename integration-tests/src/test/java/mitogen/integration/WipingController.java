package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.connect.Su.su;
import static mitogen.connect.Sudo.sudo;

import java.nio.file.Path;
import mitogen.ConnectFailedException;
import mitogen.Context;
import mitogen.Secret;
import mitogen.controller.Mitogen;

/** A program that connects with passwords, wipes them, and writes its heap. */
final class WipingController {
    private WipingController() {}

    /** Takes the way into the accounts' machine, files with the right and a wrong password of ada, and one for the heap. */
    public static void main(String[] arguments) throws Exception {
        try (Mitogen mitogen = Mitogen.open()) {
            Context ada = mitogen.connect(exec(arguments[0]).withJava(Jvm.java()))
                    .connect(su(Accounts.ADA).withJava(Jvm.java()));
            for (int i = 1; i <= 2; i++) {
                Secret secret = Secret.ofFile(Path.of(arguments[i]));
                Context bob =
                        ada.connect(sudo(Accounts.BOB).withPassword(secret).withJava(Jvm.java()));
                secret.wipe();
                try {
                    bob.await();
                    System.out.println("up");
                } catch (ConnectFailedException e) {
                    System.out.println("failed");
                }
            }
            HeapFile.write(arguments[3]);
            System.out.println("written");
        }
    }
}
