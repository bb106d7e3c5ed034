package mitogen.lint;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.ElementKind;

/** What a lambda captures: variables of the method around it, and {@code this}. */
final class Captures {
    private final VisitorState state;
    private final ClassSymbol owner;
    private final Set<Symbol> declared = new HashSet<>(); // in the lambda
    private final Set<Symbol> around; // null for all: those that a task around it declares
    private final Map<VarSymbol, Tree> variables = new LinkedHashMap<>();
    private Tree ofThis;

    /**
     * Looks at a lambda.
     *
     * @param task the task in which it stands, or null; what the lambda shares with that is not told again
     */
    Captures(VisitorState state, LambdaExpressionTree lambda, LambdaExpressionTree task) {
        this.state = state;
        owner = ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(state.getPath(), ClassTree.class));
        lambda.accept(new Declarations(declared), null);
        around = task == null ? null : new HashSet<>();
        if (task != null) {
            task.accept(new Declarations(around), null);
        }
        lambda.accept(new Uses(), null);
    }

    /** The class whose {@code this} it may be. */
    ClassSymbol owner() {
        return owner;
    }

    /** The variables, each with the place where it is first used. */
    Map<VarSymbol, Tree> variables() {
        return variables;
    }

    /** Where {@code this} is captured, or null. */
    Tree ofThis() {
        return ofThis;
    }

    /** What a local variable is set to where it is declared; null if that is not known. */
    Tree initializer(VarSymbol variable) {
        Tree[] found = new Tree[1];
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitVariable(VariableTree tree, Void nothing) {
                if (ASTHelpers.getSymbol(tree) == variable) {
                    found[0] = tree.getInitializer();
                }
                return super.visitVariable(tree, null);
            }
        }.scan(state.getPath().getCompilationUnit(), null);
        return found[0];
    }

    /** The variables and classes that are declared within a tree. */
    private static final class Declarations extends TreeScanner<Void, Void> {
        private final Set<Symbol> all;

        Declarations(Set<Symbol> all) {
            this.all = all;
        }

        @Override
        public Void visitVariable(VariableTree tree, Void nothing) {
            all.add(ASTHelpers.getSymbol(tree));
            return super.visitVariable(tree, null);
        }

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            all.add(ASTHelpers.getSymbol(tree));
            return super.visitClass(tree, null);
        }
    }

    private final class Uses extends TreeScanner<Void, Void> {
        private final Deque<ClassSymbol> classes = new ArrayDeque<>(); // around a place, and within the lambda

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            classes.push(ASTHelpers.getSymbol(tree));
            super.visitClass(tree, null);
            classes.pop();
            return null;
        }

        @Override
        public Void visitAnnotation(AnnotationTree tree, Void nothing) {
            return null; // the names of its values look like those of methods
        }

        @Override
        public Void visitIdentifier(IdentifierTree tree, Void nothing) {
            use(tree, ASTHelpers.getSymbol(tree));
            return null;
        }

        @Override
        public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
            Symbol symbol = ASTHelpers.getSymbol(tree);
            if (symbol != null && symbol.name.contentEquals("this")) { // Outer.this
                use(tree, symbol);
                return null;
            }
            return super.visitMemberSelect(tree, null);
        }

        @Override
        public Void visitNewClass(NewClassTree tree, Void nothing) {
            ClassSymbol made = ASTHelpers.getSymbol(tree.getIdentifier()) instanceof ClassSymbol type ? type : null;
            if (made != null && tree.getClassBody() == null && tree.getEnclosingExpression() == null) {
                create(tree, made);
            }
            return super.visitNewClass(tree, null);
        }

        @Override
        public Void visitMemberReference(MemberReferenceTree tree, Void nothing) {
            if (tree.getMode() == MemberReferenceTree.ReferenceMode.NEW
                    && ASTHelpers.getSymbol(tree.getQualifierExpression()) instanceof ClassSymbol made) {
                create(tree, made);
            }
            return super.visitMemberReference(tree, null);
        }

        /** An object of an inner class has the one around it. */
        private void create(Tree where, ClassSymbol made) {
            if (made.hasOuterInstance() && !declared.contains(made)) {
                useThisOf(where, ASTHelpers.enclosingClass(made.owner));
            }
        }

        private void use(Tree where, Symbol symbol) {
            if (!(symbol instanceof VarSymbol) && !(symbol instanceof Symbol.MethodSymbol)) {
                return;
            }
            if (symbol.owner instanceof ClassSymbol type) {
                boolean constant = symbol instanceof VarSymbol variable && variable.getConstantValue() != null;
                if (!ASTHelpers.isStatic(symbol) && !symbol.isConstructor() && !constant) {
                    useThisOf(where, type);
                }
            } else if (symbol instanceof VarSymbol variable
                    && variable.getConstantValue() == null
                    && variable.getKind() != ElementKind.FIELD
                    && !declared.contains(variable)
                    && (around == null || around.contains(variable))) {
                variables.putIfAbsent(variable, where);
            }
        }

        /** A member of that class, or {@code this} itself. */
        private void useThisOf(Tree where, ClassSymbol type) {
            for (ClassSymbol inner : classes) {
                if (inner.isSubClass(type, state.getTypes())) {
                    return; // it is that of a class within the lambda
                }
            }
            if (ofThis == null && (around == null || around.contains(owner))) {
                ofThis = where;
            }
        }
    }
}
