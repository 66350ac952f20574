/** The machine's firmware: executes PCI instructions and CLP against a table of functions. */
@NullMarked
package io.zpci.firmware;

import org.jspecify.annotations.NullMarked;
