/**
 * The host kernel's vfio-pci by version: regions, dispatch, the splitter, config virtualisation,
 * the ISM variant driver, the 2020 zPCI I/O region.
 */
@NullMarked
package io.zpci.vfio;

import org.jspecify.annotations.NullMarked;
