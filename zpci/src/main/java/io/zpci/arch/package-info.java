/**
 * Words of the architecture: function handle, request register, condition code, status, program
 * interruption, and the port of everything that executes PCI instructions.
 */
@NullMarked
package io.zpci.arch;

import org.jspecify.annotations.NullMarked;
