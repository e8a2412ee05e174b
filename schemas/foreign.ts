import { defineSignatures } from '../codegen/schema/define.ts'

/** A file of QEMU's block layer. */
const qemu = (file: string) => ({ title: `QEMU ${file}`, locator: 'QEMU 7.2' })

const MAN_MAGIC = { title: 'file(1), magic database', locator: 'file 5.44' }

/** One signature for each block size, 100 to 900 kB. */
const BZIP2_LEVELS = ['31', '32', '33', '34', '35', '36', '37', '38', '39']

export default defineSignatures([
  {
    name: 'VMDK',
    title: 'VMware virtual disk',
    summary: 'Sparse extent, old sparse extent, or a descriptor in text.',
    detect: [
      { at: 0, text: 'KDMV' },
      { at: 0, text: 'COWD' },
      { at: 0, text: '# Disk DescriptorFile' },
    ],
    sources: [qemu('block/vmdk.c')],
  },
  {
    name: 'VDI',
    title: 'VirtualBox disk image',
    summary: 'The magic 0xbeda107f stands behind a text of 64 bytes.',
    detect: [{ at: 64, bytes: '7f 10 da be' }],
    sources: [qemu('block/vdi.c')],
  },
  {
    name: 'VHD',
    title: 'Virtual PC or Hyper-V disk, version 1',
    summary: 'A footer at the end; dynamic disks have a copy of it at the start.',
    detect: [
      { at: 0, text: 'conectix' },
      { at: 512, from: 'end', text: 'conectix' },
    ],
    sources: [qemu('block/vpc.c')],
  },
  {
    name: 'VHDX',
    title: 'Hyper-V disk, version 2',
    summary: 'The file type identifier.',
    detect: [{ at: 0, text: 'vhdxfile' }],
    sources: [qemu('block/vhdx.c')],
  },
  {
    name: 'QED',
    title: 'QEMU enhanced disk',
    summary: 'The text "QED" and a NUL.',
    detect: [{ at: 0, bytes: '51 45 44 00' }],
    sources: [qemu('docs/interop/qed_spec.txt')],
  },
  {
    name: 'qcow',
    title: 'QEMU qcow, version 1: the format before qcow2',
    summary: 'The magic of qcow2, with version 1.',
    detect: [{ at: 0, bytes: '51 46 49 fb 00 00 00 01' }],
    sources: [qemu('block/qcow.c')],
  },
  {
    name: 'Parallels',
    title: 'Parallels or Virtuozzo disk',
    summary: 'The magic of the old format, or that of the extended one.',
    detect: [
      { at: 0, text: 'WithoutFreeSpace' },
      { at: 0, text: 'WithouFreSpacExt' },
    ],
    sources: [qemu('docs/interop/parallels.txt')],
  },
  {
    name: 'Bochs',
    title: 'Bochs disk',
    summary: 'A text in the first 32 bytes.',
    detect: [{ at: 0, text: 'Bochs Virtual HD Image' }],
    sources: [qemu('block/bochs.c')],
  },
  {
    name: 'cloop',
    title: 'compressed loop device, as Knoppix has it',
    summary: 'A shell script that mounts the file.',
    detect: [{ at: 0, text: '#!/bin/sh\n#V2.0 Format\n' }],
    sources: [qemu('block/cloop.c')],
  },
  {
    name: 'DMG',
    title: 'Apple disk image',
    summary: 'A trailer of 512 bytes.',
    detect: [{ at: 512, from: 'end', text: 'koly' }],
    sources: [qemu('block/dmg.c')],
  },
  {
    name: 'LUKS',
    title: 'LUKS encrypted volume',
    summary: 'The text "LUKS" and two bytes, for versions 1 and 2.',
    onDisks: true,
    detect: [{ at: 0, bytes: '4c 55 4b 53 ba be' }],
    sources: [{ title: 'LUKS On-Disk Format Specification', locator: 'version 1.2.3, 2018' }],
  },
  {
    name: 'ISO 9660',
    title: 'CD or DVD image',
    summary: 'The standard identifier of the first volume descriptor, in sector 16.',
    onDisks: true,
    detect: [{ at: 32769, text: 'CD001' }],
    sources: [{ title: 'ECMA-119', locator: '4th edition, 2019, section 9.1.2' }],
  },
  {
    name: 'GPT',
    title: 'raw disk with a GUID partition table',
    summary: 'The header of the table in block 1, of 512 or 4096 bytes.',
    onDisks: true,
    detect: [
      { at: 512, text: 'EFI PART' },
      { at: 4096, text: 'EFI PART' },
    ],
    sources: [{ title: 'UEFI Specification', locator: 'version 2.10, section 5.3.2' }],
  },
  {
    name: 'gzip',
    title: 'file compressed with gzip',
    summary: 'Two bytes of magic, and the only method that is in use.',
    detect: [{ at: 0, bytes: '1f 8b 08' }],
    sources: [{ title: 'RFC 1952', locator: '1996, section 2.3.1' }],
  },
  {
    name: 'xz',
    title: 'file compressed with xz',
    summary: 'The header magic.',
    detect: [{ at: 0, bytes: 'fd 37 7a 58 5a 00' }],
    sources: [{ title: 'The .xz File Format', locator: 'version 1.2.1, section 2.1.1.1' }],
  },
  {
    name: 'zstd',
    title: 'file compressed with Zstandard',
    summary: 'The magic of a frame.',
    detect: [{ at: 0, bytes: '28 b5 2f fd' }],
    sources: [{ title: 'RFC 8878', locator: '2021, section 3.1.1' }],
  },
  {
    name: 'bzip2',
    title: 'file compressed with bzip2',
    summary: 'The text "BZh", a digit, and the magic of the first block.',
    detect: BZIP2_LEVELS.map((level) => ({
      at: 0,
      bytes: `42 5a 68 ${level} 31 41 59 26 53 59`,
    })),
    sources: [MAN_MAGIC],
  },
  {
    name: 'zip',
    title: 'zip archive',
    summary: 'The signature of a local file header.',
    detect: [{ at: 0, bytes: '50 4b 03 04' }],
    sources: [
      { title: 'APPNOTE.TXT, .ZIP File Format Specification', locator: '6.3.10, section 4.3.7' },
    ],
  },
])
