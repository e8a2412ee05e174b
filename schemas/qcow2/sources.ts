/** Where the facts about qcow2 come from. */

export const SPECIFICATION = {
  title: 'The qcow2 specification, docs/interop/qcow2.txt',
  locator: 'QEMU 7.2',
  url: 'https://gitlab.com/qemu-project/qemu/-/blob/v7.2.0/docs/interop/qcow2.txt',
}

/** The mail that introduced header extensions. */
export const EXTENSIONS = {
  title: 'Uri Lublin, "[PATCH 01/14] Introducing qcow2 extensions"',
  locator: 'qemu-devel, 2009-03-17',
  url: 'https://lore.kernel.org/qemu-devel/1237322452-11337-2-git-send-email-uril@redhat.com/',
}

export const QCOW2_C = {
  title: 'QEMU block/qcow2.c and block/qcow2.h',
  locator: 'QEMU 7.2',
  url: 'https://gitlab.com/qemu-project/qemu/-/blob/v7.2.0/block/qcow2.c',
}
