package mitogen.packer;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Takes out of classes what only compilers read, and makes the rest alike, because what is alike deflates to nothing.
 * The code stays as it is. Access becomes wider, so that nests need no attributes: classes, fields, constructors and
 * static methods are public; a private method, which nothing may override by accident, gets no further than its package.
 */
final class Trimmer {
    private static final int VISIBILITY = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED | Opcodes.ACC_PRIVATE;
    private static final int NEVER_NEEDED = Opcodes.ACC_DEPRECATED | Opcodes.ACC_SYNTHETIC;

    /** A frame of this size is reserved for every method, so that it need not be told; more where one needs more. */
    private static final int FRAME_STEP = 8;

    private final SortedMap<String, ClassNode> nodes = new TreeMap<>();
    private final Set<String> fieldsRead = new HashSet<>();
    private final Set<String> calledByOthers = new HashSet<>();

    private Trimmer(SortedMap<String, byte[]> classes) {
        classes.forEach((name, bytes) -> {
            ClassNode node = new ClassNode();
            new ClassReader(bytes).accept(node, ClassReader.SKIP_DEBUG);
            nodes.put(name, node);
        });
        for (ClassNode node : nodes.values()) {
            for (MethodNode method : node.methods) {
                for (AbstractInsnNode instruction : method.instructions) {
                    if (instruction instanceof FieldInsnNode use) {
                        fieldsRead.add(use.owner + " " + use.name + " " + use.desc);
                    } else if (instruction instanceof MethodInsnNode call && !call.owner.equals(node.name)) {
                        calledByOthers.add(call.owner + " " + call.name + call.desc);
                    }
                }
            }
        }
    }

    static SortedMap<String, byte[]> trim(SortedMap<String, byte[]> classes) {
        Trimmer trimmer = new Trimmer(classes);
        SortedMap<String, byte[]> trimmed = new TreeMap<>();
        trimmer.nodes.forEach((name, node) -> trimmed.put(name, trimmer.trim(node)));
        return trimmed;
    }

    private byte[] trim(ClassNode node) {
        boolean isInterface = (node.access & Opcodes.ACC_INTERFACE) != 0;
        node.access = node.access & ~(VISIBILITY | NEVER_NEEDED | Opcodes.ACC_FINAL) | Opcodes.ACC_PUBLIC;
        node.signature = null;
        node.sourceFile = null;
        node.sourceDebug = null;
        node.outerClass = null;
        node.nestHostClass = null;
        node.nestMembers = null;
        node.permittedSubclasses = null;
        node.innerClasses.clear();
        node.fields.removeIf(
                field -> field.value != null && !fieldsRead.contains(node.name + " " + field.name + " " + field.desc));
        for (FieldNode field : node.fields) {
            field.signature = null;
            field.access = field.access & ~(VISIBILITY | NEVER_NEEDED) | Opcodes.ACC_PUBLIC;
        }
        for (MethodNode method : node.methods) {
            method.signature = null;
            method.exceptions.clear();
            method.access = access(node, isInterface, method);
            method.maxStack = roundUp(method.maxStack);
            method.maxLocals = roundUp(method.maxLocals);
        }
        node.fields.sort(Comparator.comparing((FieldNode field) -> field.access)
                .thenComparing(field -> field.desc)
                .thenComparing(field -> field.name));
        node.methods.sort(Comparator.comparing((MethodNode method) -> method.access)
                .thenComparing(method -> method.desc)
                .thenComparing(method -> method.name));
        ClassWriter writer = new ClassWriter(0);
        node.accept(writer);
        return writer.toByteArray();
    }

    private static int roundUp(int size) {
        return (size + FRAME_STEP - 1) / FRAME_STEP * FRAME_STEP;
    }

    private int access(ClassNode node, boolean isInterface, MethodNode method) {
        int rest = method.access
                & ~(VISIBILITY | NEVER_NEEDED | Opcodes.ACC_FINAL | Opcodes.ACC_VARARGS | Opcodes.ACC_BRIDGE);
        boolean isPrivate = (method.access & Opcodes.ACC_PRIVATE) != 0;
        boolean dispatched = (method.access & Opcodes.ACC_STATIC) == 0 && !method.name.startsWith("<");
        if (!dispatched || (method.access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0) {
            return rest | Opcodes.ACC_PUBLIC;
        }
        if (!isPrivate) {
            return rest;
        }
        if (isInterface || sameAboveOrBelow(node, method)) {
            if (calledByOthers.contains(node.name + " " + method.name + method.desc)) {
                throw new IllegalStateException("private " + node.name + "." + method.name + method.desc
                        + " is called by another class of its nest, and a relative has one of that name: rename it");
            }
            return rest | Opcodes.ACC_PRIVATE;
        }
        return rest;
    }

    /** Whether a superclass or subclass of the pack declares a method that this one would override or be. */
    private boolean sameAboveOrBelow(ClassNode node, MethodNode method) {
        for (ClassNode other : nodes.values()) {
            if (other != node && (isBelow(other, node) || isBelow(node, other))) {
                for (MethodNode theirs : other.methods) {
                    if (theirs.name.equals(method.name) && theirs.desc.equals(method.desc)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean isBelow(ClassNode lower, ClassNode upper) {
        ClassNode node = lower;
        while (node != null && !node.name.equals(upper.name)) {
            node = nodes.get(node.superName == null ? "" : node.superName.replace('/', '.'));
        }
        return node != null;
    }
}
