/** French words of sessions and keys. */
export const words = {
  proof: {
    title: 'C’est bien vous ?',
    text: 'Avant de continuer, montrez que c’est bien vous qui tenez ce téléphone. Ensuite, votre demande part d’elle-même.',
    code: 'Recevoir un code par courriel',
    demo: 'C’est moi (démonstration)',
    elsewhere: 'Il faut pour cela une clé d’accès. Vous en créez une sous « Sessions et clés ».',
  },
}

export type OwnWords = typeof words
