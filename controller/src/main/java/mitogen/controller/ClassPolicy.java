package mitogen.controller;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which classes and resources of the application are given to contexts that ask for them: unless told otherwise, all classes,
 * and the resources of libraries. Mitogen's own classes are always given. Immutable, and thread-safe: each method returns
 * another policy, and patterns add up.
 *
 * <p>A pattern for classes is the name of a class, which stands for those nested in it too, or the name of a package with
 * {@code .*} behind it, which stands for all below it too: {@code com.example.*}.
 *
 * <p>Resources are given more sparingly than classes, as configuration and passwords often are resources. A pattern for
 * resources is a name in which {@code *} stands for anything but a slash and {@code **} for anything: {@code org/h2/**}. The
 * names of class files are up to the patterns for classes.
 *
 * <p>Of the resources of libraries, these are given:
 *
 * <ul>
 *   <li>{@code META-INF/services/*}, and native libraries in jar files;
 *   <li>what lies in, or below, a package of which classes were given, if the jar file is a library: no
 *       task's class is in it, and none of its classes mentions Mitogen;
 *   <li>{@code *.dat} in a jar file or directory of which classes were given;
 *   <li>in its {@code META-INF}: names without an extension, names that end like the name of a class, {@code *.factories}, {@code
 *       *.imports} and {@code *.providers}.
 * </ul>
 *
 * <p>No other resource is given that lies in a directory, at the root, in {@code META-INF} or in {@code BOOT-INF}.
 */
public final class ClassPolicy {
    private final ClassRules classes;
    private final ResourceRules resources;

    private ClassPolicy(ClassRules classes, ResourceRules resources) {
        this.classes = classes;
        this.resources = resources;
    }

    /** {@return the policy that gives every class that the class loaders have, and the resources of libraries} */
    public static ClassPolicy defaults() {
        return new ClassPolicy(new ClassRules(List.of(), List.of()), new ResourceRules(true, List.of(), List.of()));
    }

    /**
     * {@return this policy, but it gives only classes that match one of the patterns}
     *
     * @param pattern a pattern, in addition to those of earlier calls
     * @param more further patterns
     * @throws IllegalArgumentException if one is no pattern
     */
    public ClassPolicy onlyClasses(String pattern, String... more) {
        List<String> allowed = and(and(classes.allowed(), pattern), more);
        return new ClassPolicy(new ClassRules(allowed, classes.denied()), resources);
    }

    /**
     * {@return this policy, but it gives no class that matches one of the patterns, even if another rule allows it}
     *
     * @param patterns the patterns, in addition to those of earlier calls
     * @throws IllegalArgumentException if one is no pattern
     */
    public ClassPolicy denyClasses(String... patterns) {
        return new ClassPolicy(new ClassRules(classes.allowed(), and(classes.denied(), patterns)), resources);
    }

    /**
     * {@return this policy, and it gives also the resources that match one of the patterns, wherever they are}
     *
     * @param patterns the patterns, in addition to those of earlier calls
     * @throws IllegalArgumentException if one is no pattern
     */
    public ClassPolicy allowResources(String... patterns) {
        return with(resources.libraries(), and(resources.allowed(), patterns), resources.denied());
    }

    /** {@return this policy, but it gives only those resources that patterns allow, and none of libraries} */
    public ClassPolicy withoutLibraryResources() {
        return with(false, resources.allowed(), resources.denied());
    }

    /**
     * {@return this policy, but it gives no resource that matches one of the patterns, even if another rule allows it} Its
     * variants for single versions of Java, and in {@code BOOT-INF/classes} and {@code WEB-INF/classes}, are not given either.
     *
     * @param patterns the patterns, in addition to those of earlier calls
     * @throws IllegalArgumentException if one is no pattern
     */
    public ClassPolicy denyResources(String... patterns) {
        return with(resources.libraries(), resources.allowed(), and(resources.denied(), patterns));
    }

    private ClassPolicy with(boolean libraries, List<String> allowed, List<String> denied) {
        return new ClassPolicy(classes, new ResourceRules(libraries, allowed, denied));
    }

    private static List<String> and(List<String> patterns, String... more) {
        List<String> all = new ArrayList<>(patterns);
        all.addAll(Arrays.asList(more));
        return all;
    }

    ClassRules classes() {
        return classes;
    }

    ResourceRules resources() {
        return resources;
    }

    @Override
    public String toString() {
        return classes + ", " + resources;
    }
}
