/** QEMU's interception of PCI instructions, by version. */
@NullMarked
package io.zpci.vmm;

import org.jspecify.annotations.NullMarked;
