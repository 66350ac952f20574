package io.zpci.testkit.register;

import java.lang.reflect.Method;
import java.util.List;

/**
 * A method of a register file that is to be made.
 *
 * @param method the interface's
 * @param declaration what it is about
 * @param roles what each parameter is, in order
 * @param signed whether what it reads is sign-extended
 */
record Accessor(Method method, Declaration declaration, List<Role> roles, boolean signed) {
  Accessor {
    roles = List.copyOf(roles);
  }

  /** What a parameter is. */
  enum Role {
    /** The index in an array. */
    INDEX,
    /** Bytes to be added to the offset. */
    AT,
    /** The value to be written. */
    VALUE,
    /** The register that takes what is read. */
    LOADED,
    /** The storage that a block comes from. */
    STORAGE,
    /** Where the block starts in storage. */
    ADDRESS,
    /** The block's length. */
    LENGTH
  }

  /** The position of the parameter with {@code role}; -1 without one. */
  int parameter(Role role) {
    return roles.indexOf(role);
  }

  boolean has(Role role) {
    return roles.contains(role);
  }

  /** Whether the caller is told how it ended, instead of an exception. */
  boolean tells() {
    return method.getReturnType() == int.class && !reads();
  }

  /** Whether it returns what it read. */
  boolean reads() {
    return declaration instanceof Declaration.Single && !has(Role.VALUE) && !has(Role.LOADED);
  }
}
