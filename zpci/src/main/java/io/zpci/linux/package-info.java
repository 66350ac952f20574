/**
 * The Linux kernel's s390 PCI I/O layer, by version: cookies, accessors, copies, the mmio system
 * calls.
 */
@NullMarked
package io.zpci.linux;

import org.jspecify.annotations.NullMarked;
