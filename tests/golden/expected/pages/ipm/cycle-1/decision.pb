META
key;value
description;Cycle 1 du Conseil (données d'illustration)
country;France
unit;Communauté du Phare
instance;2026
rule;parts égales
currency;jours-homme
num_projects;4
num_votes;3
budget;90
vote_type;cumulative
PROJECTS
project_id;cost;name;category;selected
DE-01;30;Prévenir quand une lampe s'éteint;feux;1
DE-02;45;Chercher dans le journal;journal;0
DE-03;60;Régler la portée à distance;feux;0
DE-04;15;Saisir le journal en ligne;journal;1
VOTES
voter_id;vote;points
nord;DE-01,DE-02,DE-04;60,25,15
ouest;DE-02,DE-01,DE-04;40,30,30
sud;DE-03,DE-04;70,30
