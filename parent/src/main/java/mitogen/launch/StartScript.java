package mitogen.launch;

import mitogen.agent.Agent;
import mitogen.methods.CommandMethod;
import mitogen.route.Link;
import mitogen.stage.FirstStage;
import mitogen.stage.Label;
import mitogen.stage.RuntimeStage;
import mitogen.tree.Settings;

/** The scripts that start a child by one method, each for the nonce of one process. */
final class StartScript {
    private final Agent agent;
    private final Link link;
    private final CommandMethod method;
    private final Settings settings;

    StartScript(Agent agent, Link link, CommandMethod method) {
        this.agent = agent;
        this.link = link;
        this.method = method;
        settings = Settings.read(agent.config);
    }

    /** Whether a Java may be sent where there is none. */
    boolean maySendJava() {
        return java() == null && settings.runtimes();
    }

    private String java() {
        return method.java() != null ? method.java() : method.usualJava();
    }

    /** The script that starts a Java which is there. */
    String firstStage(String nonce) {
        return maySendJava()
                ? FirstStage.script(nonce, label(), loaderSize(), method.sharesFiles() ? own() : null, modules())
                : FirstStage.script(nonce, label(), java(), loaderSize());
    }

    /** On another machine, whoever has the account of this name could put something else in its place. */
    private static String own() {
        return System.getProperty("java.home") + "/bin/java";
    }

    /** The script that takes a Java, and starts it. */
    String runtimeStage(String nonce) {
        boolean keep = settings.runtimesKept();
        return RuntimeStage.script(nonce, label(), loaderSize(), keep, modules());
    }

    private String label() {
        return Label.of(agent, link.name);
    }

    private static int loaderSize() {
        return FirstStage.loader().length;
    }

    private int modules() {
        return settings.runtimeModules();
    }
}
