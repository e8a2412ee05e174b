/** Where the facts about add-cow come from: the patch series of 2011 to 2013, never merged. */

/** The code and the first text of the format; v4 of two weeks later has the same layout. */
export const PATCH_2011 = {
  title: 'Dong Xu Wang, "[PATCH v3] add add-cow file format"',
  locator: 'qemu-devel, 2011-10-12, patchwork 119251',
  url: 'http://patchwork.ozlabs.org/patch/119251/',
}

/** The thread that announces v4 and quotes the patch of 2011-10-12 in full. */
export const REVIEW_2011 = {
  title: 'Review thread of the add-cow patch, with version 4 attached',
  locator: 'qemu-devel, 2011-10-27; version 4 is patchwork 122092',
  url: 'https://mail-archive.com/qemu-devel@nongnu.org/msg83890.html',
}

export const SPEC_V10 = {
  title: 'Dong Xu Wang, "[PATCH 1/6 v10] docs: spec for add-cow file format"',
  locator: 'qemu-devel, 2012-06-13, patchwork 164698',
  url: 'http://patchwork.ozlabs.org/patch/164698/',
}

export const REVIEW_V18 = {
  title: 'Eric Blake, "Re: [PATCH V18 1/6] docs: document for add-cow file format"',
  locator: 'qemu-devel, 2013-04-26; quotes the specification of 2013-04-10',
}

export const COVER_V18 = {
  title: 'Dong Xu Wang, cover letter of version 18 of the series',
  locator: 'qemu-devel, 2013-04-10; change log from version 11 on',
  url: 'https://mail-archive.com/qemu-devel@nongnu.org/msg165619.html',
}

export const COVER_V19 = {
  title: 'Dong Xu Wang, cover letter of version 19 of the series',
  locator: 'qemu-devel, 2013; change log from version 18 to 19',
  url: 'https://mail-archive.com/qemu-devel@nongnu.org/msg174187.html',
}

export const CODE_V18 = {
  title: 'block/add-cow.c of version 18',
  locator: 'branch add-cow-v18 of the author’s QEMU tree, commit 3aca3fd49 (QEMU 1.4.50)',
}

export const CODE_V20 = {
  title: 'block/add-cow.c of version 20',
  locator: 'branch AddcowV20_commit of the author’s QEMU tree, commit 4104e4430 (QEMU 1.6.50)',
}
