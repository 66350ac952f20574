/**
 * What a PCI function is to the firmware: the bus port, configuration space, and the ways back up
 * (DMA, MSI).
 */
@NullMarked
package io.zpci.function;

import org.jspecify.annotations.NullMarked;
