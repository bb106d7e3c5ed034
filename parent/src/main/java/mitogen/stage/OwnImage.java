package mitogen.stage;

import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.util.Set;
import java.util.TreeSet;

/**
 * The image that this Java runs from. If {@code jlink} made it of an application, it has the application's modules in it,
 * and ours. The JDK's class loaders find those. So a child on the same Java would get classes from there that have to come
 * from its parent.
 */
final class OwnImage {
    /** Shell text that hides all modules but the JDK's from the Java that was chosen, if that is this one; or nothing. */
    static final String HIDE = hide();

    private OwnImage() {}

    private static String hide() {
        ModuleFinder image = ModuleFinder.ofSystem();
        String java = System.getProperty("java.home") + "/bin/java";
        if (image.find("mitogen").isEmpty() || !FirstStage.isPlain(java)) {
            return "";
        }
        Set<String> wanted = new TreeSet<>();
        for (ModuleReference each : image.findAll()) {
            String name = each.descriptor().name();
            if (name.startsWith("java.") || name.startsWith("jdk.")) {
                wanted.add(name);
            }
        }
        return "[ \"$_j\" = \"" + java + "\" ]&&_c=\"$_c --limit-modules " + String.join(",", wanted) + "\";";
    }
}
