/**
 * Whole blocks from a real QEMU, whose own PCISTB refuses or cuts them: ways to take a guest's
 * block before QEMU does. Source: spec passthrough e.2, g.37.
 */
@NullMarked
package io.zpci.blocks;

import org.jspecify.annotations.NullMarked;
