/** The known failures of PCI passthrough on s390, each as a scenario or with the reason why not. */
@NullMarked
package io.zpci.catalogue;

import org.jspecify.annotations.NullMarked;
